import Canvas
import Debugger
import Support

/// Passes that can be applied.
struct PassListAnswer: Rendered {

  static let schema: Schema = [
    "passes": .list(["name": .text, "summary": .text, "options": .list(.text)])
  ]

  var passes: [PassView]

  var lines: [StyledText] {
    var table = Table("pass", "what it does", "options")
    for pass in passes {
      table.append([
        StyledText(pass.name, .name), StyledText(pass.summary),
        StyledText(pass.options.joined(separator: " "), .dim),
      ])
    }
    return table.lines()
  }

  var json: JSON {
    [
      "passes": .list(
        passes.map { pass in
          [
            "name": .text(pass.name), "summary": .text(pass.summary),
            "options": JSON(pass.options),
          ]
        })
    ]
  }

}

/// The passes that were applied and those that are to come.
struct PipelineAnswer: Rendered {

  static let schema: Schema = [
    "pipeline": .list([
      "position": .integer.orNull, "pass": .text, "state": .words(PipelineView.State.self),
      "current": .flag, "change": Difference.Counts.schema.orNull,
    ])
  ]

  /// What the passes are applied to.
  var model: String
  var passes: [PipelineView]

  var lines: [StyledText] {
    var table = Table([
      Table.Column("", .trailing), Table.Column("pass"), Table.Column("change"),
    ])
    table.append(["P0", StyledText(model, .name), ""])
    for pass in passes {
      let role: Role = pass.state == .applied ? .name : .dim
      table.append([
        StyledText(pass.position.map { "P\($0)" } ?? "·", pass.isCurrent ? .current : .plain),
        StyledText(pass.call, role),
        StyledText(pass.change.map { $0.isEmpty ? "no change" : "\($0)" } ?? "", .dim),
      ])
    }
    return table.lines()
  }

  var json: JSON {
    [
      "pipeline": .list(
        passes.map { pass in
          [
            "position": JSON(pass.position), "pass": .text(pass.call),
            "state": .text(pass.state.rawValue), "current": .flag(pass.isCurrent),
            "change": pass.change?.json ?? .null,
          ]
        })
    ]
  }

}

extension Difference.Counts {

  static let schema: Schema = [
    "added": .integer, "removed": .integer, "changed": .integer, "moved": .integer,
    "lowered": .integer, "planned": .integer,
  ]
  /// How many nodes differ, by what differs.
  var json: JSON {
    [
      "added": .integer(added), "removed": .integer(removed), "changed": .integer(changed),
      "moved": .integer(moved), "lowered": .integer(lowered), "planned": .integer(planned),
    ]
  }
}
