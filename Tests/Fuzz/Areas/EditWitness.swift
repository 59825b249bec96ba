import Commands
import Debugger
import Diagnostics
import Support

/// Looks whether edits do what they may, line by line.
struct EditWitness {

  /// What the last line said would come of an edit.
  private var preview: (edit: String, regions: Int?)?

  /// What is wrong with what `line` has made of `session`; nil where nothing is.
  mutating func problem(_ line: String, _ reply: Reply, _ session: Session) -> String? {
    guard reply.failure != .interrupted else { return nil }
    if line.hasPrefix("assert "), Self.doesNotHold(reply) { return "values are not kept" }
    if line.hasPrefix("preview ") {
      let regions = reply.result["after"]?["regions"]?.integer
      preview = reply.failure == nil ? (String(line.dropFirst(8)), regions) : nil
      return nil
    }
    defer { preview = nil }
    let shape = session.history.flatMap { RegionShape($0) }
    if let hole = shape?.hole { return hole }
    guard let preview, preview.edit == line else { return nil }
    if reply.failure != nil { return "its preview was given, and it is refused" }
    guard let shape, let expected = preview.regions, shape.regions.count != expected else {
      return nil
    }
    return "its preview has \(expected) regions, and there are \(shape.regions.count)"
  }

  private static func doesNotHold(_ reply: Reply) -> Bool {
    reply.failure == .command
      && reply.diagnostics.contains { $0.message.contains("does not hold") }
  }

}
