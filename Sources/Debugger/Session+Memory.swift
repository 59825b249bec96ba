public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
public import Support

extension Session {

  /// The memory plan, or what `plan-memory` would find now.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  private func currentPlan() throws(Diagnostic) -> (
    plan: MemoryPlan, program: Program, remark: String?
  ) {
    let history = try requireHistory()
    if let plan = history.program.memoryPlan { return (plan, history.program, nil) }
    var copy = self
    var context = try copy.passContext()
    let pass = try PlanMemory(PassOptions(for: PlanMemory.info))
    let planned = try history.program.applying(pass, in: &context)
    let wasPlanned = history.path.contains { history.entries[$0].program.memoryPlan != nil }
    let remark =
      wasPlanned
      ? "the graph has changed since its memory was planned: `apply plan-memory` would give this"
      : "no memory has been planned yet: `apply plan-memory` would give this"
    return (planned.memoryPlan ?? MemoryPlan(), history.program, remark)
  }

  /// What crosses between the host and accelerators.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  public func copyViews() throws(Diagnostic) -> [CopyView] {
    let (plan, program, _) = try currentPlan()
    return plan.edges.map { edge in
      CopyView(
        route: edge.route, node: edge.nodes.first.map { name(of: $0, in: program.module) } ?? "",
        source: edge.nodes.first.map { sourceText(of: $0, in: program.module) } ?? "",
        byteCount: edge.byteCount, isZeroCopy: edge.isZeroCopy,
        obstacles: edge.obstacles.map(\.kind.rawValue), sentence: edge.sentence,
        needsMaintenance: edge.needsMaintenance)
    }
  }

  /// What is copied in each direction, a line each, and what to know of it.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  public func copyTotals() throws(Diagnostic) -> (lines: [String], json: JSON) {
    let (plan, program, remark) = try currentPlan()
    guard !plan.edges.isEmpty else {
      return (
        ["no region of an accelerator is called: everything stays on the host"], .object([])
      )
    }
    var lines = remark.map { [$0] } ?? []
    var json: JSON = .object([])
    for direction in MemoryEdge.Direction.allCases {
      let edges = plan.edges.filter { $0.direction == direction }
      let copies = edges.filter { !$0.isZeroCopy }.count
      let words = direction == .toAccelerator ? "to accelerators" : "to the host"
      lines.append(
        "\(words): \(copies) of \(edges.count) copied, \(byteText(plan.copiedBytes(direction)))")
      json[direction.rawValue] = [
        "edges": .integer(edges.count), "copies": .integer(copies),
        "bytes": .integer(plan.copiedBytes(direction)),
      ]
    }
    let open = Set(plan.edges.map(\.region)).subtracting(program.lowered.keys).sorted()
    if !open.isEmpty {
      let list = open.map { "@\($0)" }.joined(separator: ", ")
      lines.append("not lowered yet, so that nothing runs on an accelerator: \(list)")
    }
    json["notLowered"] = JSON(open)
    return (lines, json)
  }

  /// The storages of the host.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  public func storageViews() throws(Diagnostic) -> [StorageView] {
    let (plan, program, _) = try currentPlan()
    let module = program.module
    return plan.storages.enumerated().map { number, storage in
      let values = storage.values.map { plan.values[$0] }.map { value in
        StorageView.Value(
          node: name(of: value.node, in: module) + (value.field.map { ".\($0)" } ?? ""),
          role: value.role.rawValue, byteCount: value.byteCount ?? 0,
          first: value.life.lowerBound, last: value.life.upperBound,
          views: value.views.map { name(of: $0, in: module) })
      }
      return StorageView(
        number: number, byteCount: storage.byteCount, offset: storage.offset,
        isCallers: storage.isCallers, values: values)
    }
  }

  /// The sizes that the plan comes to, a line each.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  public func storageTotals() throws(Diagnostic) -> (lines: [String], json: JSON) {
    let (plan, program, remark) = try currentPlan()
    var lines =
      (remark.map { [$0] } ?? []) + [
        "\(byteText(plan.byteCount)) in all, in \(plan.pageCount) \(plan.pageCount == 1 ? "page" : "pages") "
          + "of \(plan.pageSize) bytes; each storage begins at a multiple of \(plan.alignment)",
        "without reuse \(byteText(plan.byteCountWithoutReuse)); alive at once "
          + "\(byteText(plan.leastByteCount)) at most",
      ]
    if plan.constantBytes > 0 {
      lines.append(
        "constants of the host, which stay in the model: \(byteText(plan.constantBytes))")
    }
    for value in plan.unplanned {
      lines.append(
        "\(describe(value.node, in: program.module)) has no storage: its size is not known before "
          + "the program runs")
    }
    let json: JSON = [
      "bytes": .integer(plan.byteCount), "withoutReuse": .integer(plan.byteCountWithoutReuse),
      "aliveAtOnce": .integer(plan.leastByteCount), "constants": .integer(plan.constantBytes),
      "alignment": .integer(plan.alignment), "pageSize": .integer(plan.pageSize),
      "unplanned": .integer(plan.unplanned.count),
    ]
    return (lines, json)
  }

  /// A node as in `describe`, a parameter by its name.
  private func name(of id: ID<Node>, in module: GraphModule) -> String {
    if case .variable(let name) = module[id].kind { return "\(id) %\(name)" }
    return describe(id, in: module)
  }

  /// Where the value of a node of `ids` crosses to an accelerator or back, a line for each edge.
  func copyLines(of ids: Set<ID<Node>>, in program: Program) -> [String] {
    guard let plan = program.memoryPlan else { return [] }
    return plan.edges.filter { edge in edge.nodes.contains { ids.contains($0) } }.map { edge in
      let size = edge.byteCount.map { ", \(byteText($0))" } ?? ""
      let what = edge.isZeroCopy ? "handed over without a copy" : "copied\(size)"
      return "memory: \(edge.route) is \(what): \(edge.sentence)"
    }
  }

}
