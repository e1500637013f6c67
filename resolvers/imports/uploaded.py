"""The stock import of a file that came by PUT /uploads: the same function as the command line's, fed from the storage."""

import tempfile
from pathlib import Path
from uuid import UUID

from models import storage
from models.document import UploadPurpose
from models.imports import ImportMode
from resolvers import upload
from resolvers.access import Viewer
from resolvers.imports.report import Report
from resolvers.imports.run import import_stock


async def import_uploaded(
    viewer: Viewer,
    upload_id: UUID,
    *,
    mode: ImportMode,
    dry_run: bool,
    skip_bad_percent: float,
    confirm_ending: bool,
    batch_key: str,
) -> Report:
    """Import an upload of the viewer. The upload stays until it runs out, so that a dry run and the real one may share it.

    Raises:
        NotFound: it is not there, ran out or belongs to somebody else.
        NotAllowed, InvalidInput, Conflict: see import_stock.
    """
    file = await upload.find(viewer, upload_id, UploadPurpose.STOCK)
    with tempfile.TemporaryDirectory(prefix="mieterportal-") as folder:
        path = Path(folder) / "stock.csv"
        with path.open("wb") as copy:
            async for chunk in await storage.current().get(file.key):
                copy.write(chunk)
        return await import_stock(
            viewer,
            path,
            mode=mode,
            dry_run=dry_run,
            skip_bad_percent=skip_bad_percent,
            confirm_ending=confirm_ending,
            batch_key=batch_key,
        )
