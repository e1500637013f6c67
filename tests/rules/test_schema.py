"""schema/schema.graphql is what the code says; every root field declares its permission; every error code is documented."""

import re

import strawberry
from strawberry.types.base import StrawberryObjectDefinition, has_object_definition
from strawberry.types.field import StrawberryField

from resolvers.errors import Code
from schema import Mutation, Query, Subscription, schema
from schema.errors import EndpointCode
from schema.permissions import Public, Require
from tests.rules.tracked import ROOT
from web.graphql.socket import Close

CODE_ROW = re.compile(r"^\| `([a-z_]+)` \|", re.MULTILINE)
CLOSE_ROW = re.compile(r"^\| (\d{4}) \|", re.MULTILINE)


def undeclared(root: type) -> list[str]:
    """The fields of a root type without exactly one declaration that names at least one permission."""
    assert has_object_definition(root)
    definition: StrawberryObjectDefinition = root.__strawberry_definition__
    return [field.python_name for field in definition.fields if not is_declared(field)]


def is_declared(field: StrawberryField) -> bool:
    """Whether the field says who may call it."""
    declared = [extension for extension in field.extensions if isinstance(extension, Require)]
    return len(declared) == 1 and bool(declared[0].permissions)


def test_the_contract_is_what_the_code_says() -> None:
    """After a change: make schema."""
    assert (ROOT / "schema/schema.graphql").read_text(encoding="utf-8") == schema.as_str() + "\n"


def test_every_root_field_declares_its_permission() -> None:
    assert {root.__name__: undeclared(root) for root in (Query, Mutation, Subscription)} == {
        "Query": [],
        "Mutation": [],
        "Subscription": [],
    }


def test_a_planted_field_without_permission_is_found() -> None:
    @strawberry.type
    class Planted:
        @strawberry.field
        def open_door(self) -> str:
            return "anybody"

        @strawberry.field(extensions=[Require()])
        def empty_declaration(self) -> str:
            return "nobody"

        @strawberry.field(extensions=[Require(Public())])
        def declared(self) -> str:
            return "everybody"

    assert undeclared(Planted) == ["open_door", "empty_declaration"]


def test_public_root_fields_are_these_and_no_others() -> None:
    """Whoever opens another field to visitors has to say so here."""
    public: set[str] = set()
    for root in (Query, Mutation, Subscription):
        assert has_object_definition(root)
        for field in root.__strawberry_definition__.fields:
            requires = [extension for extension in field.extensions if isinstance(extension, Require)]
            if any(isinstance(permission, Public) for permission in requires[0].permissions):
                public.add(field.python_name)
    assert public == {
        "cooperative",
        "accept_reading",
        "caretaker_login",
        "request_caretaker_link",
        "legal_text",
        "reader_invitation",
        "vapid_public_key",
        "viewer",
        "status",
        "register",
        "resend_activation",
        "correct_registration_email",
        "activate",
        "confirm_email_change",
        "order_letter",
        "renew_one_time_password",
        "resend_password_mail",
        "login",
        "staff_login",
        "begin_passkey_login",
        "passkey_login",
        "logout",
        "request_password_reset",
        "reset_password",
    }


def documented_codes(page: str) -> list[str]:
    """The codes in the first column of the page's tables."""
    return CODE_ROW.findall(page)


def test_every_error_code_is_documented_once() -> None:
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    assert sorted(documented_codes(page)) == sorted([*Code, *EndpointCode])
    assert sorted(int(code) for code in CLOSE_ROW.findall(page)) == sorted(Close)


def test_a_planted_code_is_found() -> None:
    assert documented_codes("| Code | When |\n| `planted` | never |\nThe code `token_in_url` stands in a sentence.\n") == ["planted"]
