import Support
import Testing

@testable import Commands

/// The forms of answers find what is not as they say, and print themselves.
@Suite struct SchemaTests {

  private static let form: Schema = [
    "cells": .text, "insn": .integer.orNull, "use?": .words(["read", "write"]),
    "rows": .list(["bytes": .integer]),
  ]

  @Test(
    arguments: [
      (#"{"cells":"acc[0]","insn":3,"rows":[]}"#, nil),
      (#"{"cells":"acc[0]","insn":null,"use":"read","rows":[{"bytes":1}]}"#, nil),
      (#"{"cells":"acc[0]","rows":[]}"#, "result.insn is missing"),
      (#"{"cells":1,"insn":3,"rows":[]}"#, "result.cells is 1, not text"),
      (#"{"cells":"","insn":1.5,"rows":[]}"#, "result.insn is 1.5, not integer"),
      (
        #"{"cells":"","insn":1,"use":"never","rows":[]}"#,
        #"result.use is "never", not "read" | "write""#
      ),
      (
        #"{"cells":"","insn":1,"rows":[{"bytes":1},{"bytes":true}]}"#,
        "result.rows[1].bytes is true, not integer"
      ),
      (#"{"cells":"","insn":1,"rows":[],"more":1}"#, "result.more is not in the schema"),
      ("[]", "result is [], not { cells: text"),
    ] as [(String, String?)])
  func problemsAreFound(_ text: String, _ problem: String?) throws {
    let found = Self.form.problem(in: try JSON(parsing: Array(text.utf8)))
    if let problem {
      #expect(found?.hasPrefix(problem) == true, "\(found ?? "no problem")")
    } else {
      #expect(found == nil)
    }
  }

  @Test func formsArePrinted() {
    let line =
      #"{ cells: text, insn: integer | null, use?: "read" | "write", rows: [{ bytes: integer }] }"#
    #expect(Self.form.description == line)
    #expect(Self.form.lines(width: 100) == [line])
    #expect(
      Self.form.lines(width: 40) == [
        "{", "  cells: text", "  insn: integer | null", "  use?: \"read\" | \"write\"",
        "  rows: [{ bytes: integer }]", "}",
      ])
  }

  /// A reply that is not as its command says has a problem: the check of all others can fail.
  @Test func wrongRepliesAreFound() {
    var interpreter = Headless.interpreter()
    var reply = interpreter.perform("echo a")
    #expect(reply.schemaProblem == nil)
    reply.result["length"] = 1
    #expect(reply.schemaProblem == "reply.result.length is not in the schema")
    reply.result = .object([])
    #expect(reply.schemaProblem == "reply.result.text is missing")
  }

}
