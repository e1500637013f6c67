import { describe, expect, it } from "vitest";

import { PortalError } from "@/api/errors";

import "../words";
import { checkFile, readAnswer, uploadErrorText } from "./send";

function refusal(status: number, body: object): PortalError {
  const answer = readAnswer(status, JSON.stringify(body));
  if (typeof answer === "string") throw new Error("it was accepted");
  return answer;
}

describe("a file before it is sent", () => {
  it.each([
    ["Abrechnung.pdf", 10, null],
    ["Foto.JPEG", 10, null],
    ["programm.exe", 10, ["invalid_input", "filename"]],
    ["ohne-endung", 10, ["invalid_input", "filename"]],
    ["leer.pdf", 0, ["invalid_input", "empty"]],
    ["gross.pdf", 25 * 1024 ** 2 + 1, ["too_large", "content"]],
  ])("%s with %d bytes", (name, size, expected) => {
    const error = checkFile({ name, size }, "document");
    expect(error && [error.code, error.field]).toEqual(expected);
  });

  it("takes a larger stock file, but no PDF for one", () => {
    expect(checkFile({ name: "bestand.csv", size: 30 * 1024 ** 2 }, "stock")).toBeNull();
    expect(checkFile({ name: "bestand.pdf", size: 10 }, "stock")?.field).toBe("filename");
  });
});

describe("the server's answer", () => {
  it("gives the id of what it took", () => {
    expect(readAnswer(201, '{"uploadId": "u-1"}')).toBe("u-1");
  });

  it("gives code and field of what it refused", () => {
    const error = refusal(400, { code: "invalid_input", message: "…", field: "content" });
    expect([error.code, error.field]).toEqual(["invalid_input", "content"]);
  });

  it("is understood by its status where a proxy answered in its place", () => {
    const answer = readAnswer(413, "<html>Request Entity Too Large</html>");
    expect(answer).toBeInstanceOf(PortalError);
    expect((answer as PortalError).code).toBe("too_large");
    expect(refusal(500, {}).code).toBe("internal");
    expect(refusal(201, {}).code).toBe("internal");
  });
});

describe("the sentence of a refused file", () => {
  it.each([
    [new PortalError("invalid_input", "filename"), "kein PDF, JPEG oder PNG"],
    [new PortalError("invalid_input", "content"), "passt nicht zum Namen"],
    [new PortalError("invalid_input", "empty"), "ist leer"],
    [new PortalError("too_large", "content"), "Erlaubt sind 25"],
    [new PortalError("offline"), "Verbindung ist abgebrochen"],
    [new PortalError("not_found", "uploadId"), "nicht mehr da"],
  ])("says what helps (%#)", (error, words) => {
    expect(uploadErrorText(error, "document")).toContain(words);
  });

  it("leaves other errors to their own words", () => {
    expect(uploadErrorText(new PortalError("internal"), "document")).toBeNull();
  });
});
