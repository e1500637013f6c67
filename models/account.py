"""A member's way into the portal: activation code (letter) > registration (form) > account > one-time and own password.

Secrets are stored as hashes only: codes as HMAC-SHA256 with the server key (AU-18), mailed tokens as SHA-256 (AU-07),
passwords as argon2id (AU-01).
"""

from tortoise import fields

from models.base import Row
from models.member import Member
from models.reader import Reader


class ActivationCode(Row):
    """The Aktivierungspasswort of a welcome letter; re-issuing voids the old one. Failures never burn it (AU-18)."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="activation_codes")
    code_hash = fields.CharField(max_length=64, unique=True)
    issued_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    voided_at = fields.DatetimeField(null=True)

    member_id: object

    class Meta:
        table = "activation_code"
        indexes = (("member_id",),)


class Registration(Row):
    """The form was accepted; the activation mail is on its way. `page_hash` lets only the registering browser resend or correct."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="registrations")
    code: fields.ForeignKeyRelation[ActivationCode] = fields.ForeignKeyField("models.ActivationCode", related_name="registrations")
    login_number = fields.CharField(max_length=32)
    email = fields.CharField(max_length=254)
    page_hash = fields.CharField(max_length=64, unique=True)
    privacy_version = fields.CharField(max_length=32)
    terms_version = fields.CharField(max_length=32)
    created_at = fields.DatetimeField()
    mails_sent = fields.IntField(default=0)
    confirmed_at = fields.DatetimeField(null=True)

    member_id: object
    code_id: object

    class Meta:
        table = "registration"
        indexes = (("member_id",),)


class Account(Row):
    """Exists from the confirmed registration on. `password_hash` NULL: only a one-time password opens it.

    `lock_reason` is what staff wrote when they locked it; an account that death locked has none.
    `login_email`: what a reader without a number signs in with, in lower case (models/reader.py).
    `device_generation` is part of what a known device is signed with: a new one makes all of them strangers again; 0: there was none yet.
    `unused_passwords`: how many one-time passwords in a row ran out before anybody used them (AU-25).
    """

    member: fields.OneToOneRelation[Member] = fields.OneToOneField("models.Member", related_name="account")
    password_hash = fields.CharField(max_length=255, null=True)
    activated_at = fields.DatetimeField()
    login_email = fields.CharField(max_length=254, unique=True, null=True)
    password_changed_at = fields.DatetimeField(null=True)
    last_login_at = fields.DatetimeField(null=True)
    locked_at = fields.DatetimeField(null=True)
    lock_reason = fields.CharField(max_length=300, default="", db_default="")
    device_generation = fields.IntField(default=0, db_default=0)
    unused_passwords = fields.IntField(default=0, db_default=0)
    paper_question_answered_at = fields.DatetimeField(null=True)
    push_question_answered_at = fields.DatetimeField(null=True)

    member_id: object

    class Meta:
        table = "account"


class OneTimePassword(Row):
    """Minted by the worker when the password mail goes out; at most three live per account; the first use voids all (AU-22, AU-23)."""

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("models.Account", related_name="one_time_passwords")
    password_hash = fields.CharField(max_length=255)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    account_id: object

    class Meta:
        table = "one_time_password"
        indexes = (("account_id",),)


class EmailConfirmation(Row):
    """A member asked for a mail that proves that `email` reaches them; confirmed by the link in it (SM-19)."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="email_confirmations")
    email = fields.CharField(max_length=254)
    created_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)

    member_id: object

    class Meta:
        table = "email_confirmation"
        indexes = (("member_id",),)


class EmailChange(Row):
    """A member's way to another address (AU-10): open until the link in the mail to `email` confirms it, or `ended_at`.

    `old_email` is where the member is told of it: NULL where there was none, or mails to it came back. A correction by the desk has
    a row that was confirmed when it was made.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="email_changes")
    old_email = fields.CharField(max_length=254, null=True)
    email = fields.CharField(max_length=254)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    member_id: object

    class Meta:
        table = "email_change"
        indexes = (("member_id",), ("expires_at",))


class MailedToken(Row):
    """A 256-bit token in a mailed link, stored as SHA-256. What it opens is the one that is set: registration (activation), account
    (password reset), confirmation (of an address), change (to another address) or reader (an invitation to read along).

    Minted by the worker at send time; `delivery_id` names the mail, so a resend voids the tokens of earlier mails.
    """

    registration: fields.ForeignKeyNullableRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name="tokens", null=True
    )
    reader: fields.ForeignKeyNullableRelation[Reader] = fields.ForeignKeyField("models.Reader", related_name="tokens", null=True)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField("models.Account", related_name="reset_tokens", null=True)
    confirmation: fields.ForeignKeyNullableRelation[EmailConfirmation] = fields.ForeignKeyField(
        "models.EmailConfirmation", related_name="tokens", null=True
    )
    change: fields.ForeignKeyNullableRelation[EmailChange] = fields.ForeignKeyField("models.EmailChange", related_name="tokens", null=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    delivery_id = fields.BigIntField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    registration_id: object
    reader_id: object
    account_id: object
    confirmation_id: object
    change_id: object

    class Meta:
        table = "mailed_token"
        indexes = (
            ("reader_id",),
            ("registration_id",),
            ("account_id",),
            ("confirmation_id",),
            ("change_id",),
        )
