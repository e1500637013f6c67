"""The public contract: a thin Strawberry skin. This module only composes."""

import strawberry
from graphql import GraphQLError
from strawberry.types.execution import ExecutionContext

from schema.account import AccountMutation
from schema.approval import ApprovalMutation, ApprovalQuery
from schema.audit import AuditQuery
from schema.calendar_feed import CalendarFeedMutation, CalendarFeedQuery
from schema.caretaker import CaretakerMutation, CaretakerQuery
from schema.cooperative import CooperativeQuery
from schema.delivery import DeliveryMutation, DeliveryQuery, DeliverySubscription
from schema.device import DeviceMutation, DeviceQuery
from schema.document import DocumentMutation, DocumentQuery, DocumentSubscription
from schema.draft import DraftMutation, DraftQuery
from schema.email import EmailMutation
from schema.imports import ImportMutation
from schema.legal import LegalQuery
from schema.letter import LetterMutation, LetterQuery
from schema.limits import Limits
from schema.member import MemberMutation, MemberQuery
from schema.member_access import MemberAccessMutation, MemberAccessQuery
from schema.notice import NoticeMutation, NoticeQuery, NoticeSubscription
from schema.passkey import PasskeyMutation, PasskeyQuery
from schema.place import PlaceQuery
from schema.reader import ReaderMutation, ReaderQuery
from schema.registration import RegistrationMutation, RegistrationQuery
from schema.second_factor import SecondFactorMutation, SecondFactorQuery
from schema.session import SessionMutation, SessionQuery
from schema.staff import StaffMutation, StaffQuery
from schema.template import TemplateMutation, TemplateQuery
from schema.tenant import TenantMutation
from schema.token import TokenMutation, TokenQuery


@strawberry.type
class Query(
    CooperativeQuery,
    LegalQuery,
    DeviceQuery,
    SessionQuery,
    CalendarFeedQuery,
    SecondFactorQuery,
    PasskeyQuery,
    NoticeQuery,
    ApprovalQuery,
    CaretakerQuery,
    DraftQuery,
    TemplateQuery,
    DocumentQuery,
    PlaceQuery,
    MemberQuery,
    MemberAccessQuery,
    DeliveryQuery,
    LetterQuery,
    ReaderQuery,
    RegistrationQuery,
    TokenQuery,
    StaffQuery,
    AuditQuery,
):
    pass


@strawberry.type
class Mutation(
    RegistrationMutation,
    AccountMutation,
    SessionMutation,
    CalendarFeedMutation,
    SecondFactorMutation,
    PasskeyMutation,
    TenantMutation,
    EmailMutation,
    NoticeMutation,
    ApprovalMutation,
    CaretakerMutation,
    DraftMutation,
    TemplateMutation,
    DocumentMutation,
    DeviceMutation,
    MemberMutation,
    MemberAccessMutation,
    DeliveryMutation,
    LetterMutation,
    ReaderMutation,
    ImportMutation,
    TokenMutation,
    StaffMutation,
):
    pass


@strawberry.type
class Subscription(NoticeSubscription, DocumentSubscription, DeliverySubscription):
    pass


class Schema(strawberry.Schema):
    """Strawberry's schema; errors are logged where they are masked (schema/errors.py), each once."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        return None


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    extensions=[Limits],
)
