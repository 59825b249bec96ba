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
  /// - Parameter isWhole: whether all that was tried on a node is told.
  /// - Errors: `word` names nothing.
  public func why(_ word: String?, isWhole: Bool = false) throws(Diagnostic) -> WhyAnswer {
    guard let word else { return try whyHere() }
    if let run = space.run, run.device.units.contains(where: { $0.name == word }) {
      return WhyAnswer(run.device.explanation(ofUnit: word).map { WhyReason($0) })
    }
    if word.hasPrefix("#") { return try whyInstruction(word) }
    return try whyNode(word, isWhole: isWhole)
  }

  private func whyHere() throws(Diagnostic) -> WhyAnswer {
    guard let run = space.run else {
      throw .error("nothing runs", hints: ["`why NODE` says where a node of the model went"])
    }
    let reasons = run.device.explanation().map { WhyReason($0) }
    guard reasons.isEmpty, let report = lastReport else {
      var answer = WhyAnswer(reasons)
      answer.stop = run.device.stop
      return answer
    }
    return WhyAnswer([
      WhyReason(.stopped, Sentence(report.reasons.map(\.kind).joined(separator: ", ")))
    ])
  }

  private func whyInstruction(_ word: String) throws(Diagnostic) -> WhyAnswer {
    let location = try Location(parsing: word)
    _ = try requireRun()
    guard case .instruction(let number) = location,
      let view = space.instruction(number)
    else { throw .error("there is no instruction `\(word)` in what runs now") }
    let tokens = tokenReasons(of: view)
    if view.isDone {
      var answer = WhyAnswer([WhyReason(.hasRun, "\(number) has run")] + tokens)
      answer.blame = try blame(word)
      return answer
    }
    let unit = units.first { $0.name == view.unit }
    guard unit?.instruction == number.value, let run = space.run else {
      let head = InstructionNumber(unit?.instruction ?? 0)
      let reason = WhyReason(
        .queued, "\(number) waits in the queue of \(unit: view.unit) behind \(head)")
      return WhyAnswer([reason] + tokens)
    }
    let reasons = run.device.explanation(ofUnit: view.unit).map { WhyReason($0) }
    let next = WhyReason(.nextOfUnit, "\(number) is the next instruction of \(unit: view.unit)")
    return WhyAnswer((reasons.isEmpty ? [next] : reasons) + tokens)
  }

  /// Who pushed the tokens that an instruction pops, and who pops those that it pushes.
  private func tokenReasons(of view: InstructionView) -> [WhyReason] {
    guard let device = try? space.run?.device.tokenFlowing() else { return [] }
    let number = InstructionNumber(view.number)
    let pops = view.pops.map { queue -> WhyReason in
      guard let pusher = device.pusher(ofPopBy: number, queue: queue) else {
        return WhyReason(.tokenUnpushed, "its token of \(queue: queue) is pushed by nobody")
      }
      return WhyReason(
        .tokenPushed, "its token of \(queue: queue) is the one that \(pusher) pushes")
    }
    let pushes = view.pushes.map { queue -> WhyReason in
      guard let popper = device.popper(ofPushBy: number, queue: queue) else {
        return WhyReason(.tokenUnpopped, "what it pushes into \(queue: queue) is popped by nobody")
      }
      return WhyReason(
        .tokenPopped, "what it pushes into \(queue: queue) is popped by \(popper)")
    }
    return pops + pushes
  }

  /// The nodes that `word` names, with those of the model's node that are not in the program any
  /// more.
  func roots(
    of word: String, _ ids: [ID<Node>], in module: GraphModule
  ) -> Set<ID<Node>> {
    let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
    guard let source = module.sources.ids.first(where: { module[$0].name == name }) else {
      return Set(ids)
    }
    return Set(ids).union(module.nodes.ids.filter { module[$0].origin.sources.contains(source) })
  }

  // MARK: Blame

  /// What something came from, from the instruction to the model.
  /// - Errors: `word` names nothing.
  public func blame(_ word: String) throws(Diagnostic) -> BlameAnswer {
    guard word.hasPrefix("#") else {
      let module = try requireHistory().program.module
      let nodes = try space.nodes(named: word).filter { module[$0].op != nil }
      return BlameAnswer(chains: nodes.map { chain($0, in: module) })
    }
    guard case .instruction(let number) = try Location(parsing: word) else { return BlameAnswer() }
    if space.run == nil || isOfProgram { return try blameStatic(number) }
    guard let view = space.instruction(number) else {
      throw .error("there is no instruction \(number)")
    }
    let origin = space.origin(of: number)
    return BlameAnswer(
      instruction: NamedInstruction(number: number, text: "\(view.operation) \(view.operands)"),
      remark: origin.remark, statement: origin.statement, isUnknown: origin.statement == nil)
  }

  /// The same for an instruction of the program, which need not run.
  private func blameStatic(_ number: InstructionNumber) throws(Diagnostic) -> BlameAnswer {
    let program = try requireHistory().program
    let own = program.streamRegions.first { $0.region.workload.numbers.contains(number) }
    guard let (name, region) = own else {
      throw .error(
        "there is no instruction \(number)",
        hints: ["the program has \(program.instructionCount) instructions"])
    }
    let index = region.workload.first.distance(to: number)
    let stream = region.workload.streams[0]
    let ids = stream.origin(of: index).filter { program.module.nodes.contains($0) }
    let remark = stream.remark(of: index)
    return BlameAnswer(
      instruction: NamedInstruction(
        number: number, text: region.listing.indices.contains(index) ? region.listing[index] : ""),
      remark: remark, statement: stream.statement(of: index),
      chains: ids.map { id in
        var chain = chain(id, in: program.module)
        chain.region = name
        return chain
      }, isSynthetic: ids.isEmpty)
  }

  /// `%12 nn.conv2d ← quantize ← … ← Conv @conv1`
  private func chain(_ id: ID<Node>, in module: GraphModule) -> BlameAnswer.Chain {
    var passes: [String] = []
    var current = id
    var seen: Set<ID<Node>> = []
    while seen.insert(current).inserted, let parent = module[current].origin.parents.first,
      module.nodes.contains(parent)
    {
      let pass = module[current].origin.pass
      if passes.last != pass { passes.append(pass) }
      current = parent
    }
    let origin = module[id].origin
    return BlameAnswer.Chain(
      node: "\(id)", kind: module.kindName(of: id), passes: passes,
      sources: origin.isSynthetic
        ? [] : origin.sources.map { .init(op: module[$0].op, name: module[$0].name) },
      maker: origin.isSynthetic ? origin.pass : nil)
  }

  // MARK: Where

  /// The instructions that a node became, as runs of numbers, by region.
  /// - Errors: `word` names nothing.
  public func instructionRanges(of word: String) throws(Diagnostic)
    -> [WhereAnswer.Region]
  {
    let program = try requireHistory().program
    let module = program.module
    let roots = roots(of: word, try space.nodes(named: word), in: module)
    var descent = Descent(from: roots, in: module)
    var result: [WhereAnswer.Region] = []
    for (name, region) in program.streamRegions {
      var ranges: [ClosedRange<Int>] = []
      for (index, origin) in region.workload.streams.flatMap(\.origins).enumerated()
      where origin.nodes.contains(where: { descent.contains($0) }) {
        let number = region.workload.first.value + index
        if let last = ranges.last, last.upperBound == number - 1 {
          ranges[ranges.count - 1] = last.lowerBound ... number
        } else {
          ranges.append(number ... number)
        }
      }
      if !ranges.isEmpty { result.append(WhereAnswer.Region(name: name, ranges: ranges)) }
    }
    return result
  }

}
