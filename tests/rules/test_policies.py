"""Every root field, every id in the contract and every nested field has its line in schema/policies.py (GQ-14, GQ-15)."""

from collections.abc import Mapping

from graphql import GraphQLSchema, build_schema

from schema.policies import NESTED_FIELDS, ROOT_FIELDS, Ids, Reach, Subject
from tests.support.contract import contract, ids_of_roots, nested_fields


def differences(found: GraphQLSchema, roots: Mapping[str, Ids], nested: Mapping[str, Reach]) -> list[str]:
    """What the contract has and the table lacks (+), and the other way round (-)."""
    has = {(field, path) for field, paths in ids_of_roots(found).items() for path in {*paths, ""}}
    says = {(field, path) for field, ids in roots.items() for path in {*ids, ""}}
    lines = [f"+ {field} {path}" for field, path in has - says] + [f"- {field} {path}" for field, path in says - has]
    lines += [f"+ {name}" for name in nested_fields(found) - set(nested)] + [f"- {name}" for name in set(nested) - nested_fields(found)]
    return sorted(line.strip() for line in lines)


def test_every_id_and_every_nested_field_has_its_policy() -> None:
    """GQ-14, GQ-15: a new field without a policy fails here; its line goes into schema/policies.py."""
    assert differences(contract(), ROOT_FIELDS, NESTED_FIELDS) == []


def test_planted_fields_without_policy_are_found() -> None:
    planted = build_schema("""
        scalar UUID
        input Target { houseId: UUID, deeper: Deeper }
        input Deeper { name: String, secondUnitIds: [UUID!] }
        type Query { notice(id: UUID!): Notice, open: Boolean, keyed(installationId: String): Boolean }
        type Mutation { publish(input: Target!): Boolean }
        type Notice { author: Person, title: String }
        type Person { name: String, friends: PersonConnection }
        type PersonConnection { edges: [PersonEdge!] }
        type PersonEdge { node: Person }
    """)
    assert differences(planted, {"Query.notice": {"id": Subject.NOTICE, "old": Subject.NOTICE}, "Query.gone": {}}, {}) == [
        "+ Mutation.publish",
        "+ Mutation.publish input.deeper.secondUnitIds",
        "+ Mutation.publish input.houseId",
        "+ Notice.author",
        "+ Person.friends",
        "+ Query.keyed",
        "+ Query.keyed installationId",
        "+ Query.open",
        "- Query.gone",
        "- Query.notice old",
    ]
