import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit

extension Session {

  public var levels: [LevelView] {
    levelEntries.map { name, entry in
      LevelView(
        name: name,
        pass: history?.entries[entry].call.map { shown($0).withoutOptions } ?? "")
    }
  }

  /// Each level with the last entry of the history that is at it, highest level first.
  private var levelEntries: [(name: String, entry: Int)] {
    guard let history else { return [] }
    return history.path.reduce(into: []) { found, index in
      let name = history.entries[index].program.lowered.values.first?.level ?? "graph"
      if let known = found.firstIndex(where: { $0.name == name }) {
        found[known].entry = index
      } else {
        found.append((name, index))
      }
    }
  }

  public func program(at level: String) -> ProgramView {
    guard let history, let entry = levelEntries.first(where: { $0.name == level })?.entry else {
      return ProgramView()
    }
    var request = ListingRequest()
    request.position = history.entries[entry].depth
    guard let lines = try? listing(request) else { return ProgramView() }
    return ProgramView(lines: lines.map(\.text), current: currentLine(of: lines))
  }

  /// The line that the next instruction is, or else the statement or the node it was made from.
  private func currentLine(of lines: [ListedLine]) -> Int? {
    guard let number = next, let part = space.part(of: number) else { return nil }
    let origin = space.origin(of: number)
    let own = lines.indices.filter { lines[$0].region == part.name }
    if own.count == part.workload.instructionCount {
      return own.first { lines[$0].index == part.workload.first.distance(to: number) }
    }
    if let statement = origin.statement,
      let line = own.first(where: { lines[$0].text.trimmingBlanks == statement })
    {
      return line
    }
    let ids = Set(origin.ids)
    return lines.firstIndex { !ids.isDisjoint(with: $0.nodes) }
  }

}
