"""What every id in the contract names, and by whose rights every nested field is read: one table (GQ-14, GQ-15).

Who may call a field stands at the field (schema/permissions.py); which rows they then get is decided in resolvers/access/. This table says
what an id is about, so that tests/schema/test_matrix.py can hand each caller the id of somebody else's row and one that never was, and
compare the answers byte for byte. A root field, an id or a nested field that is not here fails tests/rules/test_policies.py.
"""

from collections.abc import Mapping
from enum import StrEnum


class Subject(StrEnum):
    """What an id names."""

    APPROVAL = "approval"
    DRAFT = "draft"
    API_TOKEN = "api_token"  # noqa: S105 - a kind of row
    CONTRACT = "contract"
    DELIVERY = "delivery"
    DEVICE = "device"
    DISTRICT = "district"
    DOCUMENT = "document"
    HOUSE = "house"
    LETTER_RUN = "letter_run"
    MEMBER = "member"
    MEMBER_TASK = "member_task"
    NOTICE = "notice"
    OWN_KEY = "own_key"
    """A name the caller chose, or a question put to this session: it means something in the caller's own rows only."""
    PASSKEY = "passkey"
    READ_FOR = "read_for"
    """A member the caller reads for."""
    READER = "reader"
    """Somebody who reads for the caller."""
    READER_OF_MEMBER = "reader_of_member"
    """The same at the desk."""
    READING = "reading"
    """What the caller reads for somebody else."""
    REGISTRATION = "registration"
    SESSION = "session"
    STAFF = "staff"
    WORK_ENTRY = "work_entry"
    """A household on a caretaker's list."""
    UPLOAD = "upload"


class Reach(StrEnum):
    """By whose rights a field below the root is read."""

    ROW = "row"
    """It is part of the row: who got the row gets this."""
    VIEWER = "viewer"
    """Asked for the viewer anew, as a root field would."""


Ids = Mapping[str, Subject]
NONE: Ids = {}

ROOT_FIELDS: Mapping[str, Ids] = {
    "Query.noticeTemplates": NONE,
    "Mutation.saveNoticeTemplate": NONE,
    "Mutation.resetNoticeTemplate": NONE,
    "Query.apiTokens": NONE,
    "Query.noticeDraft": {"id": Subject.DRAFT},
    "Query.noticeDrafts": NONE,
    "Query.plannedNotices": NONE,
    "Query.approval": {"id": Subject.APPROVAL},
    "Query.approvalPreview": {"id": Subject.APPROVAL},
    "Query.approvals": NONE,
    "Query.auditCheck": NONE,
    "Query.auditEntries": {"actorId": Subject.OWN_KEY, "objectId": Subject.OWN_KEY},
    "Query.audiencePreview": {"input.audience.id": Subject.HOUSE},
    "Query.board": {"forMember": Subject.READ_FOR},
    "Query.colleagues": NONE,
    "Query.cooperative": NONE,
    "Query.deadLetters": {"noticeId": Subject.NOTICE},
    "Query.deliveries": {"noticeId": Subject.NOTICE},
    "Query.deliveryProgress": {"noticeId": Subject.NOTICE},
    "Query.deviceCounts": NONE,
    "Query.districts": NONE,
    "Query.document": {"id": Subject.DOCUMENT, "forMember": Subject.READ_FOR},
    "Query.documents": {"forMember": Subject.READ_FOR},
    "Query.houses": {"districtId": Subject.DISTRICT},
    "Query.legalText": NONE,
    "Query.letterRuns": NONE,
    "Query.member": {"id": Subject.MEMBER},
    "Query.memberAccess": {"memberId": Subject.MEMBER},
    "Query.memberReaders": {"memberId": Subject.MEMBER},
    "Query.memberTasks": {"memberId": Subject.MEMBER},
    "Query.members": {"houseId": Subject.HOUSE},
    "Query.notReached": {"noticeId": Subject.NOTICE},
    "Query.deliveryTimeline": {"noticeId": Subject.NOTICE},
    "Query.reachedHouseholds": {"noticeId": Subject.NOTICE},
    "Query.notice": {"id": Subject.NOTICE, "forMember": Subject.READ_FOR},
    "Query.readerInvitation": NONE,
    "Query.readers": NONE,
    "Query.registration": {"id": Subject.REGISTRATION},
    "Query.passkeys": NONE,
    "Query.workList": NONE,
    "Query.secondFactors": NONE,
    "Query.sessions": NONE,
    "Query.calendarFeed": NONE,
    "Query.unregisteredMembers": {"houseId": Subject.HOUSE, "districtId": Subject.DISTRICT},
    "Query.vapidPublicKey": NONE,
    "Query.viewer": NONE,
    "Mutation.acceptReading": NONE,
    "Mutation.acceptReadingSignedIn": NONE,
    "Mutation.activate": NONE,
    "Mutation.answerPaperQuestion": NONE,
    "Mutation.answerPushQuestion": NONE,
    "Mutation.cancelNotice": {"id": Subject.NOTICE},
    "Mutation.saveNoticeDraft": {"key": Subject.OWN_KEY},
    "Mutation.discardNoticeDraft": {"id": Subject.DRAFT},
    "Mutation.planNotice": {"draftId": Subject.DRAFT, "input.audience.id": Subject.HOUSE, "clientMutationId": Subject.OWN_KEY},
    "Mutation.stopNotice": {"id": Subject.DRAFT},
    "Mutation.approveNotice": {"id": Subject.APPROVAL},
    "Mutation.changeApproval": {"id": Subject.APPROVAL, "input.audience.id": Subject.HOUSE},
    "Mutation.withdrawApproval": {"id": Subject.APPROVAL},
    "Mutation.overrideNotice": {"approvalId": Subject.APPROVAL, "input.audience.id": Subject.HOUSE, "clientMutationId": Subject.OWN_KEY},
    "Mutation.requestApproval": {"input.audience.id": Subject.HOUSE, "clientMutationId": Subject.OWN_KEY},
    "Mutation.sendBackNotice": {"id": Subject.APPROVAL},
    "Mutation.beginPasskeyCheck": NONE,
    "Mutation.beginPasskeyLogin": NONE,
    "Mutation.beginPasskeyRegistration": NONE,
    "Mutation.beginTotp": NONE,
    "Mutation.cancelEmailChange": NONE,
    "Mutation.changeEmail": NONE,
    "Mutation.changePassword": NONE,
    "Mutation.changeStaffRole": {"id": Subject.STAFF, "places.districtIds": Subject.DISTRICT, "places.houseIds": Subject.HOUSE},
    "Mutation.confirmEmailChange": NONE,
    "Mutation.confirmNotice": {"id": Subject.NOTICE},
    "Mutation.confirmPassword": NONE,
    "Mutation.confirmTotp": NONE,
    "Mutation.confirmWithPasskey": {"answer.ceremonyId": Subject.OWN_KEY},
    "Mutation.correctRegistrationEmail": {"registrationId": Subject.REGISTRATION},
    "Mutation.createApiToken": {"input.districtIds": Subject.DISTRICT},
    "Mutation.createDocumentLink": {"id": Subject.DOCUMENT, "forMember": Subject.READ_FOR},
    "Mutation.discardLetters": {"id": Subject.LETTER_RUN},
    "Mutation.dropDelivery": {"id": Subject.DELIVERY},
    "Mutation.endMemberReader": {"readerId": Subject.READER_OF_MEMBER},
    "Mutation.endReader": {"id": Subject.READER},
    "Mutation.inviteReader": NONE,
    "Mutation.registerReader": {"memberId": Subject.MEMBER},
    "Mutation.stopReading": {"id": Subject.READING},
    "Mutation.changeNotice": {"id": Subject.NOTICE, "input.audience.id": Subject.HOUSE, "clientMutationId": Subject.OWN_KEY},
    "Mutation.endNotice": {"id": Subject.NOTICE},
    "Mutation.translateNotice": {"id": Subject.NOTICE},
    "Mutation.rescheduleNotice": {"id": Subject.NOTICE, "clientMutationId": Subject.OWN_KEY},
    "Mutation.retractNotice": {"id": Subject.NOTICE},
    "Mutation.inviteStaff": {"input.places.districtIds": Subject.DISTRICT, "input.places.houseIds": Subject.HOUSE},
    "Mutation.importMembers": {"uploadId": Subject.UPLOAD},
    "Mutation.correctMemberEmail": {"memberId": Subject.MEMBER},
    "Mutation.lockMember": {"memberId": Subject.MEMBER},
    "Mutation.regrantAccess": {"memberId": Subject.MEMBER, "clientMutationId": Subject.OWN_KEY},
    "Mutation.reportDeath": {"memberId": Subject.MEMBER},
    "Mutation.resendAccessMail": {"memberId": Subject.MEMBER},
    "Mutation.settleMemberTask": {"taskId": Subject.MEMBER_TASK},
    "Mutation.unlockMember": {"memberId": Subject.MEMBER},
    "Mutation.withdrawDeath": {"memberId": Subject.MEMBER},
    "Mutation.liftMailSuppression": {"memberId": Subject.MEMBER},
    "Mutation.lockStaff": {"id": Subject.STAFF},
    "Mutation.endOtherSessions": NONE,
    "Mutation.endSession": {"id": Subject.SESSION},
    "Mutation.enterLoginCode": NONE,
    "Mutation.resendLoginCode": NONE,
    "Mutation.renewOneTimePassword": NONE,
    "Mutation.orderLetter": NONE,
    "Mutation.enterPasskey": {"answer.ceremonyId": Subject.OWN_KEY},
    "Mutation.enterRecoveryCode": NONE,
    "Mutation.enterTotp": NONE,
    "Mutation.login": NONE,
    "Mutation.makeCalendarFeed": NONE,
    "Mutation.endCalendarFeed": NONE,
    "Mutation.logout": {"installationId": Subject.OWN_KEY},
    "Mutation.markNoticeRead": {"id": Subject.NOTICE},
    "Mutation.finishPasskeyRegistration": {"answer.ceremonyId": Subject.OWN_KEY},
    "Mutation.newRecoveryCodes": NONE,
    "Mutation.passkeyLogin": {"answer.ceremonyId": Subject.OWN_KEY},
    "Mutation.orderLetters": {
        "input.houseId": Subject.HOUSE,
        "input.districtId": Subject.DISTRICT,
        "input.memberIds": Subject.MEMBER,
        "clientMutationId": Subject.OWN_KEY,
    },
    "Mutation.publishDocument": {
        "input.uploadId": Subject.UPLOAD,
        "input.memberId": Subject.MEMBER,
        "input.contractId": Subject.CONTRACT,
        "input.houseId": Subject.HOUSE,
        "input.districtId": Subject.DISTRICT,
        "clientMutationId": Subject.OWN_KEY,
    },
    "Mutation.publishNotice": {"input.audience.id": Subject.HOUSE, "clientMutationId": Subject.OWN_KEY},
    "Mutation.register": NONE,
    "Mutation.registerDevice": {"input.installationId": Subject.OWN_KEY},
    "Mutation.removeDevice": {"id": Subject.DEVICE},
    "Mutation.removeStaff": {"id": Subject.STAFF},
    "Mutation.removePasskey": {"id": Subject.PASSKEY},
    "Mutation.removeTotp": NONE,
    "Mutation.renamePasskey": {"id": Subject.PASSKEY},
    "Mutation.requestEmailConfirmation": NONE,
    "Mutation.resendEmailChange": NONE,
    "Mutation.requestPasswordReset": NONE,
    "Mutation.resendActivation": {"registrationId": Subject.REGISTRATION},
    "Mutation.resendPasswordMail": NONE,
    "Mutation.caretakerLogin": NONE,
    "Mutation.markHouseholdTold": {"id": Subject.WORK_ENTRY},
    "Mutation.renewCaretakerNumber": {"id": Subject.STAFF},
    "Mutation.requestCaretakerLink": NONE,
    "Mutation.sendCaretakerLink": {"id": Subject.STAFF},
    "Mutation.resetPassword": NONE,
    "Mutation.resetStaffAccess": {"id": Subject.STAFF},
    "Mutation.retryDelivery": {"id": Subject.DELIVERY},
    "Mutation.revokeApiToken": {"id": Subject.API_TOKEN},
    "Mutation.sendTestPush": {"deviceId": Subject.DEVICE},
    "Mutation.setPreferences": NONE,
    "Mutation.staffLogin": NONE,
    "Mutation.unlockStaff": {"id": Subject.STAFF},
    "Mutation.withdrawDocument": {"id": Subject.DOCUMENT},
    "Subscription.boardChanged": {"forMember": Subject.READ_FOR},
    "Subscription.deliveryProgress": {"noticeId": Subject.NOTICE},
    "Subscription.documentPublished": {"forMember": Subject.READ_FOR},
}

NESTED_FIELDS: Mapping[str, Reach] = {
    "ApiToken.districts": Reach.ROW,
    "Approval.audience": Reach.ROW,
    "Approval.translations": Reach.ROW,
    "ChangeResult.notice": Reach.ROW,
    "Colleague.districts": Reach.ROW,
    "Colleague.houses": Reach.ROW,
    "AudienceHouse.house": Reach.ROW,
    "AudiencePreview.houses": Reach.ROW,
    "AudiencePreview.languages": Reach.ROW,
    "AudiencePreview.mail": Reach.ROW,
    "AudiencePreview.push": Reach.ROW,
    "DeliveryProgress.channels": Reach.ROW,
    "DeliveryProgress.households": Reach.ROW,
    "District.houses": Reach.VIEWER,
    "DocumentResult.document": Reach.ROW,
    "FactorResult.viewer": Reach.VIEWER,
    "Home.house": Reach.ROW,
    "House.district": Reach.ROW,
    "ImportReport.problems": Reach.ROW,
    "LetterOrderResult.preview": Reach.ROW,
    "LetterOrderResult.run": Reach.ROW,
    "LetterPreview.omitted": Reach.ROW,
    "LetterPreview.reasons": Reach.ROW,
    "LoginResult.viewer": Reach.VIEWER,
    "Member.contracts": Reach.VIEWER,
    "Member.documents": Reach.VIEWER,
    "Member.mailProblem": Reach.ROW,
    "MemberAccess.steps": Reach.ROW,
    "MemberContract.house": Reach.ROW,
    "MemberReader.reader": Reach.ROW,
    "NewApiToken.token": Reach.ROW,
    "Notice.audience": Reach.VIEWER,
    "Notice.houses": Reach.VIEWER,
    "Notice.inLanguage": Reach.ROW,
    "Notice.steps": Reach.VIEWER,
    "Notice.translations": Reach.VIEWER,
    "PasskeyResult.passkey": Reach.ROW,
    "PasskeyResult.viewer": Reach.VIEWER,
    "PublishResult.notice": Reach.ROW,
    "PublishResult.preview": Reach.VIEWER,
    "RegrantResult.member": Reach.ROW,
    "RegrantResult.run": Reach.ROW,
    "SpokenNotice.facts": Reach.ROW,
    "SpokenNotice.sections": Reach.ROW,
    "Tenant.devices": Reach.VIEWER,
    "Tenant.homes": Reach.VIEWER,
    "Preferences.quietHours": Reach.VIEWER,
    "Tenant.preferences": Reach.VIEWER,
    "Tenant.readsFor": Reach.VIEWER,
    "Viewer.session": Reach.VIEWER,
    "Viewer.staff": Reach.VIEWER,
    "Viewer.tenant": Reach.VIEWER,
}
