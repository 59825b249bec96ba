import Diagnostics
import Simulation
import Support

extension Schema {

  /// Where in a text something is.
  static let place: Schema = ["file": .text, "line": .integer, "column": .integer]

  /// Cells of a memory, or bytes of `dram`.
  static let cells: Schema = .named(
    "CELLS", ["memory": .text, "range": .range, "lane?": .integer])

  /// A sentence as text, and as its parts: a text, or an object with what it stands for.
  static let sentence: Schema = .named(
    "SENTENCE",
    [
      "text": .text,
      "parts": .list(
        .either([
          .text,
          [
            "insn?": .integer, "unit?": .text, "queue?": .text, "memory?": .text, "cells?": cells,
            "field?": .text, "number?": .integer, "of?": .text, "stream?": .integer,
            "node?": .text, "source?": .text, "region?": .text, "pass?": .text, "target?": .text,
          ],
        ])),
    ])

  /// A number of one field of one instruction, or of the tokens that a queue begins with, and what
  /// it is to become.
  static let edit: Schema = .named(
    "EDIT",
    .either([
      ["instruction": .integer, "field": .text, "from": .integer, "to": .integer],
      ["queue": .text, "field": .words(["tokens"]), "from": .integer, "to": .integer],
    ]))

  /// Why a machine stands where it does, and all that belongs to it.
  static let machineStop: Schema = .named(
    "MACHINESTOP",
    .either([
      ["reason": .words(["start", "step", "condition", "end", "interrupted"])],
      ["reason": .words(["stream-end"]), "stream": .integer],
      fault.adding(["reason": .words(["fault"])]),
      deadlock.adding(["reason": .words(["deadlock"])]),
      race.adding(["reason": .words(["race"])]),
    ]))

  static let fault: Schema = [
    "kind": .text, "insn": .integer, "unit": .text, "message": .text, "sentence": sentence,
    "notes": .list(sentence),
  ]

  /// Causes as nodes and edges from the root on, and what mends it: `edits` is the best of the
  /// repairs.
  static let deadlock: Schema = [
    "root":
      ([
        "kind": .words(["starved", "circle"]), "unit": .text, "insn": .integer.orNull,
        "queue": .text.orNull, "circle": .list(.text),
      ] as Schema).orNull,
    "nodes": .list([
      "unit": .text, "insn": .integer.orNull, "waits": .flag,
      "state": .words(WaitGraph.Node.State.self), "root": .flag,
    ]),
    "edges": .list([
      "from": .text, "to": .text, "queue": .text, "for": .words(WaitGraph.Edge.Reason.self),
      "insn": .integer.orNull, "by": .integer.orNull,
    ]),
    "waits": .list([
      "unit": .text, "insn": .integer.orNull, "queue": .text,
      "for": .words(WaitGraph.Edge.Reason.self),
      "partner": .text, "partner-instruction": .integer.orNull, "pushed": .integer,
      "popped": .integer,
    ]),
    "cycle": .list(.text), "starved-queue": .text.orNull, "culprit": .integer.orNull,
    "repairs": .list([
      "kind": .words(["flag", "tokens"]), "races": .integer, "run": .flag, "edits": .list(edit),
      "sentence": sentence, "insn?": .integer, "flag?": .text, "set?": .flag, "queue?": .text,
      "before?": .text, "after?": .text,
    ]),
    "edits": .list(edit),
  ]

  private static let access: Schema = .named(
    "ACCESS",
    [
      "insn": .integer, "unit": .text, "access": .words(["read", "write"]), "memory": .text,
      "range": .range,
    ])

  static let race: Schema = [
    "accesses": .list(access), "first": access, "second": access, "memory": .text,
    "range": .range,
    "missing": .list([
      "queue": .text, "push": .text, "pusher": .integer.orNull, "pop": .text,
      "popper": .integer.orNull,
    ]),
    "data-dependent": .flag,
  ]

}

extension Place {
  /// The place as an object.
  var json: JSON {
    ["file": .text(file), "line": .integer(line), "column": .integer(column)]
  }
}
