public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit

extension Session {

  // MARK: Why

  /// Why the session stands where it does, why a unit waits, what an instruction waits for, or why
  /// a node went where it is.
  /// - Errors: `word` names nothing.
  public func why(_ word: String?) throws(Diagnostic) -> [String] {
    guard let word else { return try whyHere() }
    if let run = journey?.run, run.device.description.units.contains(where: { $0.name == word }) {
      return run.device.explanation(ofUnit: word).lines
    }
    if word.hasPrefix("#") { return try whyInstruction(word) }
    return try whyNode(word)
  }

  private func whyHere() throws(Diagnostic) -> [String] {
    guard journey?.run != nil else {
      throw .error("nothing runs", hints: ["`why NODE` says where a node of the model went"])
    }
    let lines = explanationHere.lines
    guard lines.isEmpty else { return lines }
    return lastReport == nil ? ["nothing has stopped yet"] : []
  }

  private func whyInstruction(_ word: String) throws(Diagnostic) -> [String] {
    let location = try Location(parsing: word)
    try requireJourney()
    guard case .instruction(let number) = location,
      let view = instruction(number)
    else { throw .error("there is no instruction `\(word)` in what runs now") }
    let tokens = tokenLines(of: view)
    if view.isDone { return ["\(number) has run"] + tokens + (try blame(word)) }
    let unit = units.first { $0.name == view.unit }
    if unit?.instruction == number.value, let run = journey?.run {
      let lines = run.device.explanation(ofUnit: view.unit).lines
      return (lines.isEmpty ? ["\(number) is the next instruction of \(view.unit)"] : lines)
        + tokens
    }
    return [
      "\(number) waits in the queue of \(view.unit) behind #\(unit?.instruction ?? 0)"
    ] + tokens
  }

  /// Who pushed the tokens that an instruction pops, and who pops those that it pushes.
  private func tokenLines(of view: InstructionView) -> [String] {
    guard let run = journey?.run else { return [] }
    let number = InstructionNumber(view.number)
    let pops = view.pops.map { queue in
      let pusher = run.device.pusher(ofPopBy: number, queue: queue)
      return "its token of \(queue) is "
        + (pusher.map { "the one that \($0) pushes" } ?? "pushed by nobody")
    }
    let pushes = view.pushes.map { queue in
      let popper = run.device.popper(ofPushBy: number, queue: queue)
      return "what it pushes into \(queue) is "
        + (popper.map { "popped by \($0)" } ?? "popped by nobody")
    }
    return pops + pushes
  }

  private func whyNode(_ word: String) throws(Diagnostic) -> [String] {
    let program = try requireHistory().program
    let module = program.module
    let ids = try nodes(named: word)
    let homes = module.homes
    var roots = Set(ids)
    let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
    if let source = module.sources.ids.first(where: { module[$0].name == name }) {
      roots.formUnion(module.nodes.ids.filter { module[$0].origin.sources.contains(source) })
    }
    var lines: [String] = []
    for id in ids where module[id].op != nil {
      let home = homes[id] ?? "main"
      let target = module.functions[home]?.attributes.text("Compiler")
      lines.append(
        "\(describe(id, in: module)): "
          + (target.map { "in @\(home), on \($0)" } ?? "on the host, in @\(home)"))
    }
    for (id, decisions) in program.decisions where roots.contains(id) {
      for decision in decisions {
        let line =
          "\(decision.pass): \(decision.target) \(decision.verdict.rawValue): "
          + decision.sentence
        if !lines.contains(line) { lines.append(line) }
      }
    }
    lines += copyLines(of: roots, in: program)
    if lines.isEmpty { lines = ["`\(word)` has become no operator"] }
    return lines
  }

  // MARK: Blame

  /// What something came from, from the instruction to the model, one level a line.
  /// - Errors: `word` names nothing.
  public func blame(_ word: String) throws(Diagnostic) -> [String] {
    guard word.hasPrefix("#") else {
      let module = try requireHistory().program.module
      return try nodes(named: word).filter { module[$0].op != nil }.map { chain($0, in: module) }
    }
    guard case .instruction(let number) = try Location(parsing: word) else { return [] }
    if journey?.run == nil || journey?.isOfProgram == true { return try blameStatic(number) }
    guard let view = instruction(number) else {
      throw .error("there is no instruction \(number)")
    }
    let origin = origin(of: number)
    return ["\(number) \(view.operation) \(view.operands)"]
      + (origin.remark.map { ["← \($0)"] } ?? [])
      + (origin.statement.map { ["← tile \($0)"] } ?? ["it is not known what it was made from"])
  }

  /// The same for an instruction of the program, which need not run.
  private func blameStatic(_ number: InstructionNumber) throws(Diagnostic) -> [String] {
    let program = try requireHistory().program
    for (name, region) in program.streamRegions {
      if region.workload.numbers.contains(number) {
        let index = region.workload.first.distance(to: number)
        let stream = region.workload.streams[0]
        let ids = stream.origin(of: index).filter { program.module.nodes.contains($0) }
        var lines = [
          "\(number) \(region.listing.indices.contains(index) ? region.listing[index] : "")"
        ]
        if let statement = stream.statement(of: index) { lines.append("← tile \(statement)") }
        if let remark = stream.remark(of: index) { lines.append("← \(remark)") }
        lines += ids.map { "← " + chain($0, in: program.module) + ", in @\(name)" }
        if ids.isEmpty {
          let maker = stream.provenance(of: index)?.pass.map { " `\($0)` made it," } ?? ""
          lines.append("← synthetic:\(maker) no node of the model stands behind it")
        }
        return lines
      }
    }
    throw .error(
      "there is no instruction \(number)",
      hints: ["the program has \(program.instructionCount) instructions"])
  }

  /// `%12 nn.conv2d ← quantize ← … ← Conv @conv1`
  private func chain(_ id: ID<Node>, in module: GraphModule) -> String {
    var steps = [describe(id, in: module)]
    var current = id
    var seen: Set<ID<Node>> = []
    while seen.insert(current).inserted, let parent = module[current].origin.parents.first,
      module.nodes.contains(parent)
    {
      let pass = module[current].origin.pass
      if steps.last != pass { steps.append(pass) }
      current = parent
    }
    return (steps + [sourceText(of: id, in: module)]).joined(separator: " ← ")
  }

  // MARK: Where

  /// The instructions that a node became, as runs of numbers, by region.
  /// - Errors: `word` names nothing.
  public func instructionRanges(of word: String) throws(Diagnostic)
    -> [(region: String, ranges: [ClosedRange<Int>])]
  {
    let program = try requireHistory().program
    let module = program.module
    var roots = Set(try nodes(named: word))
    let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
    if let source = module.sources.ids.first(where: { module[$0].name == name }) {
      roots.formUnion(module.nodes.ids.filter { module[$0].origin.sources.contains(source) })
    }
    var descent = Descent(from: roots, in: module)
    var result: [(String, [ClosedRange<Int>])] = []
    for (name, region) in program.streamRegions {
      var ranges: [ClosedRange<Int>] = []
      for (index, origin) in region.origins.enumerated()
      where origin.nodes.contains(where: { descent.contains($0) }) {
        let number = region.workload.first.value + index
        if let last = ranges.last, last.upperBound == number - 1 {
          ranges[ranges.count - 1] = last.lowerBound ... number
        } else {
          ranges.append(number ... number)
        }
      }
      if !ranges.isEmpty { result.append((name, ranges)) }
    }
    return result
  }

}
