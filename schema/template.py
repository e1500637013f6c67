"""The words that writing a notice begins with."""

from datetime import datetime

import strawberry

from models.notice import NoticeKind
from resolvers.notice import template
from schema.context import Info
from schema.permissions import WRITERS, Require


@strawberry.type(description="Staff's own words of one kind; an empty title leaves the suggestion made of kind and place.")
class NoticeTemplate:
    kind: NoticeKind
    title: str
    body: str
    advice_before: list[str]
    advice_during: list[str]
    advice_after: list[str]
    by: str
    changed_at: datetime

    @classmethod
    def wrap(cls, found: template.Template) -> "NoticeTemplate":
        form = found.form
        return cls(
            kind=form.kind,
            title=form.title,
            body=form.body,
            advice_before=list(form.advice_before),
            advice_during=list(form.advice_during),
            advice_after=list(form.advice_after),
            by=found.by,
            changed_at=found.changed_at,
        )


@strawberry.input
class NoticeTemplateInput:
    kind: NoticeKind
    title: str = ""
    body: str = ""
    advice_before: list[str] = strawberry.field(default_factory=list[str])
    advice_during: list[str] = strawberry.field(default_factory=list[str])
    advice_after: list[str] = strawberry.field(default_factory=list[str])


@strawberry.type
class TemplateQuery:
    @strawberry.field(description="Those staff chose; every other kind begins with the portal's own words.", extensions=[Require(WRITERS)])
    async def notice_templates(self, info: Info) -> list[NoticeTemplate]:
        return [NoticeTemplate.wrap(found) for found in await template.templates(info.context.viewer)]


@strawberry.type
class TemplateMutation:
    @strawberry.mutation(
        description="What a notice of this kind begins with from now on, for everybody. Staff of an area change none.",
        extensions=[Require(WRITERS)],
    )
    async def save_notice_template(self, info: Info, input: NoticeTemplateInput) -> NoticeTemplate:
        form = template.TemplateForm(
            input.kind, input.title, input.body, tuple(input.advice_before), tuple(input.advice_during), tuple(input.advice_after)
        )
        return NoticeTemplate.wrap(await template.save(info.context.viewer, form))

    @strawberry.mutation(description="Back to the portal's own words; false where these were used already.", extensions=[Require(WRITERS)])
    async def reset_notice_template(self, info: Info, kind: NoticeKind) -> bool:
        return await template.reset(info.context.viewer, kind)
