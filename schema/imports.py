"""The stock import over the endpoint; the command line calls the same resolver."""

from uuid import UUID

import strawberry

from models.imports import ImportMode
from models.token import TokenScope
from resolvers import imports
from resolvers.imports.uploaded import import_uploaded
from schema.context import Info
from schema.permissions import IMPORTERS, IntegratorScope, Require

strawberry.enum(ImportMode)


@strawberry.type
class ImportProblem:
    line: int
    column: str
    value: str
    message: str


@strawberry.type
class ImportReport:
    run_id: UUID | None
    dry_run: bool
    applied: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    ended: int
    problems: list[ImportProblem]

    @classmethod
    def wrap(cls, report: imports.Report) -> "ImportReport":
        problems = [ImportProblem(line=each.line, column=each.column, value=each.value, message=each.message) for each in report.problems]
        return cls(
            run_id=report.run_id,
            dry_run=report.dry_run,
            applied=report.applied,
            rows=report.rows,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            ended=report.ended,
            problems=problems,
        )


@strawberry.type
class ImportMutation:
    @strawberry.mutation(
        description="The stock file comes by PUT /uploads. batchKey makes a repeated call return the first report.",
        extensions=[Require(IMPORTERS, IntegratorScope(TokenScope.STOCK_WRITE))],
    )
    async def import_members(  # noqa: PLR0917 - GraphQL arguments have names
        self,
        info: Info,
        upload_id: UUID,
        batch_key: str,
        mode: ImportMode = ImportMode.DELTA,
        dry_run: bool = False,
        skip_bad_percent: float = 0,
        confirm_ending: bool = False,
    ) -> ImportReport:
        report = await import_uploaded(
            info.context.viewer,
            upload_id,
            mode=mode,
            dry_run=dry_run,
            skip_bad_percent=skip_bad_percent,
            confirm_ending=confirm_ending,
            batch_key=batch_key,
        )
        return ImportReport.wrap(report)
