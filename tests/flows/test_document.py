"""Story 4: staff upload a statement for one member; that member is told, finds it and downloads it; another one finds nothing."""

from tests.flows import people
from tests.support import town as towns
from tests.support.running import RunningPortal
from tests.support.waiting import eventually

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PUBLISH = """mutation ($input: DocumentInput!, $key: String!) {
  publishDocument(input: $input, clientMutationId: $key) { document { id url } recipients byMail dryRun } }"""
DOCUMENTS = """{ documents(first: 20) { totalCount edges { node { id title isNew size url } } } viewer { tenant { unreadDocuments } } }"""
MISSING = "/documents/00000000-0000-4000-8000-000000000000"


async def test_a_statement_for_one_member(running: RunningPortal) -> None:
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    anna = await people.sign_in(running, town, "Anna", web_push=True)
    dora = await people.sign_in(running, town, "Dora", web_push=True)

    address = "/uploads?purpose=document&filename=Betriebskostenabrechnung 2025 Größe.pdf"
    taken = await desk.http.put(address, content=PDF, headers={"GraphQL-Require-Preflight": "1"})
    assert taken.status_code == 201, taken.text
    given = {
        "uploadId": taken.json()["uploadId"],
        "category": "OPERATING_COSTS",
        "title": "Betriebskostenabrechnung 2025",
        "periodFrom": "2025-01-01",
        "periodUntil": "2025-12-31",
        "memberId": str(anna.member.id),
    }
    result = (await desk.ask(PUBLISH, input=given, key="statement-1"))["publishDocument"]
    assert (result["recipients"], result["byMail"], result["dryRun"]) == (1, 1, False)

    (mail,) = await running.mail.wait_for(1, deadline=20, to="anna@example.org")
    assert mail.subject == "Ein neues Dokument liegt für Sie im Mieterportal"
    await eventually(lambda: len(running.push.messages) == 1, deadline=20)
    (pushed,) = running.push.messages
    assert pushed.subscription == anna.subscription
    assert pushed.decoded["title"] == "Neues Dokument für Sie"
    assert pushed.decoded["body"] == "Im Mieterportal liegt ein neues Dokument. Bitte öffnen."
    assert "Betriebskosten" not in pushed.plaintext.decode(), "WP-35: nothing personal on a lock screen"

    seen = await anna.browser.ask(DOCUMENTS)
    (shown,) = [edge["node"] for edge in seen["documents"]["edges"]]
    assert (shown["title"], shown["isNew"], shown["size"]) == ("Betriebskostenabrechnung 2025", True, len(PDF))
    assert seen["viewer"]["tenant"]["unreadDocuments"] == 1
    download = await anna.browser.http.get(shown["url"])
    assert (download.status_code, download.content) == (200, PDF)
    assert download.headers["content-disposition"].startswith("attachment;")
    assert download.headers["cache-control"] == "private, no-store"
    assert (await anna.browser.ask(DOCUMENTS))["viewer"]["tenant"]["unreadDocuments"] == 0

    assert (await dora.browser.ask(DOCUMENTS))["documents"]["totalCount"] == 0
    foreign, missing = await dora.browser.http.get(shown["url"]), await dora.browser.http.get(MISSING)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    visitor = await running.person().http.get(shown["url"])
    assert visitor.status_code in {401, 404}
    assert PDF not in visitor.content
    assert (running.push.rejections, running.mail.refusals, running.fcm.messages) == ([], [], [])
