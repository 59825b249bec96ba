public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support

extension Session {

  /// Why the region of the node `a` and that of the node `b` are not one.
  /// - Errors: nothing is loaded, nothing is named so, or one of the two is no operator.
  public func whyNotMerge(_ a: String, _ b: String) throws(Diagnostic) -> WhyAnswer {
    let program = try requireHistory().program
    let causes = try rootCauses()
    let explanation = NodeExplanation(program, causes)
    var ends: [ID<Node>] = []
    for word in [a, b] {
      let ids = try space.nodes(named: word).flatMap { explanation.operators(of: $0) }
      // A node of the model that became several is asked about as a whole: the last gives its value.
      guard let id = ids.last(where: { causes.places[$0].target != nil }) ?? ids.last else {
        throw .error("`\(word)` is no operator", hints: ["`ir` shows the operators that there are"])
      }
      ends.append(id)
    }
    let answer = MergeQuestion(program, causes).answer(ends[0], ends[1])
    return WhyAnswer([explanation.reason(for: answer, ends[0], ends[1])])
  }

}

extension NodeExplanation {

  /// `answer` about `a` and `b` in words.
  func reason(for answer: MergeQuestion.Answer, _ a: ID<Node>, _ b: ID<Node>) -> WhyReason {
    let (first, second) = (words(a), words(b))
    switch answer {
    case .oneRegion: return WhyReason(.oneRegion, first + " and " + second + " are in one region")
    case .onHost(let cause):
      var reason = reason(for: cause, isRoot: true)
      reason.sentence = words(cause.node) + " is on the host: " + reason.sentence
      return reason
    case .differentTargets(let one, let other):
      return WhyReason(
        .differentTargets,
        first + " is on " + Sentence(.target(one)) + ", " + second + " on "
          + Sentence(.target(other)) + ": a region is of one target")
    case .apart:
      return WhyReason(
        .apart,
        "no value goes from " + first + " to " + second + " or back, and nothing on their target "
          + "reads both: regions grow along values")
    case .between(let path, let causes):
      return reason(
        .between, "every way between " + first + " and " + second + " leaves their target: ", path,
        causes)
    case .selfDependence(let path, let causes):
      return reason(
        .selfDependence,
        "one region of " + first + " and " + second + " would depend on itself: ", path, causes)
    case .scope(let variable):
      return WhyReason(
        .scope,
        "a `let` binds " + Sentence(.node(Int(variable.index)))
          + " \(module.kindName(of: variable))"
          + " between " + first + " and " + second
          + ": a region is computed in one place, where all "
          + "is bound that it reads and nothing that it gives has been read")
    case .notMerged:
      return WhyReason(
        .notMerged,
        "nothing keeps " + first + " and " + second + " apart, but no pass has made them one: "
          + "`merge " + Sentence(.node(Int(a.index))) + " " + Sentence(.node(Int(b.index)))
          + "` asks for it")
    }
  }

  private func words(_ id: ID<Node>) -> Sentence {
    Sentence(.node(Int(id.index))) + " \(module.kindName(of: id))"
  }

  private func reason(
    _ code: WhyReason.Code, _ head: Sentence, _ path: [ID<Node>], _ causes: [RootCause]
  ) -> WhyReason {
    var sentence = head
    for (index, id) in path.enumerated() { sentence += (index == 0 ? "" : " → ") + words(id) }
    var reason = WhyReason(code, sentence)
    reason.references = [WhyReference(path: path)]
    reason.details = Array(
      OrderedSet(
        causes.map { cause in
          words(cause.node) + " is on the host: " + self.reason(for: cause, isRoot: true).sentence
        }))
    return reason
  }

}
