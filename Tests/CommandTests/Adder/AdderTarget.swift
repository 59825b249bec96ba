import Diagnostics
import ISA
import TargetKit

extension Family {

  /// A family for tests: one unit adds numbers to cells. It has no tokens, no clock and no analysis.
  static let adder = Family(
    name: "adder", summary: "one unit that adds numbers to cells", keys: ["cells"]
  ) { common, entries, sheet in
    sheet.integer("cells", in: entries, 1 ... 1024).map {
      AdderTarget(description: common, cells: $0)
    }
  }

}

struct AdderTarget: Target {

  let description: TargetDescription
  let cells: Int

  static let set = InstructionSet(
    width: 24, opcode: Field("opcode", lsb: 0, width: 4),
    formats: [
      Format("add", opcode: 1, fields: fields, syntax: Syntax(pieces("add"))),
      // Wider than two registers: its factor stands at the end.
      Format(
        "multiply", opcode: 2,
        fields: [fields[0], Field("value", lsb: 150, width: 10, isSigned: true)],
        syntax: Syntax(pieces("multiply")), width: 160),
    ], microOp: Format("none", fields: []), microOpWidth: 8)

  private static let fields = [
    Field("cell", lsb: 4, width: 10), Field("value", lsb: 14, width: 10, isSigned: true),
  ]

  private static func pieces(_ name: String) -> [Syntax.Piece] {
    [
      .literal("\(name) cells["), .field("cell", isHexadecimal: false), .literal("] "),
      .field("value", isHexadecimal: false),
    ]
  }

  var instructionSet: InstructionSet? { Self.set }

  var parts: TargetParts {
    TargetParts(
      units: ["core"],
      memories: [.init(name: "cells", depth: cells, shape: [1], element: "int32")])
  }

  func makeDevice() -> any Device { AdderDevice(self) }

}
