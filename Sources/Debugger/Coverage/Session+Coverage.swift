public import Diagnostics
import GraphIR
public import Passes
import Simulation
import Support
import TargetKit

extension Session {

  /// What of the program goes to which accelerator, what stays on the host and why.
  /// - Parameters:
  ///   - countsCycles: whether the regions that are instructions are timed, too.
  ///   - detail: what is found besides how much goes where.
  /// - Errors: nothing is loaded, annotations mark no regions, or a part has no timing.
  public func partition(
    countsCycles: Bool = false, finding detail: PartitionSummary.Detail = .all
  ) throws(Diagnostic) -> PartitionAnswer {
    let history = try requireHistory()
    var copy = self
    let targets = try copy.interfaces()
    let entry = history.entries[history.current]
    let summary: PartitionSummary
    if let known = entry.coverage, known.targets == targets {
      summary = known.summary
    } else {
      summary = try PartitionSummary(entry.program, targets: targets, finding: detail)
    }
    var answer = PartitionAnswer(
      summary, of: entry.program.module, model: model?.name ?? "", position: entry.depth)
    if countsCycles { try addCycles(to: &answer) }
    return answer
  }

  /// Times every region that is instructions; those of streams that were loaded are none of the
  /// program's.
  private func addCycles(to answer: inout PartitionAnswer) throws(Diagnostic) {
    for part in ProgramSpace(journey: nil, history: history, targets: targets).parts {
      guard let place = answer.regions.firstIndex(where: { $0.name == part.name }),
        let traced = try tracedPart(part)
      else { continue }
      answer.clock = "\(traced.clock)"
      answer.regions[place].cycles = traced.trace.cycles
    }
  }

}

extension PartitionAnswer {

  /// In one line, as `vta 24 of 26 operators (92.3%), 100% of 1.2 M multiply-accumulates, 1 region;
  /// host 2: no-pattern 2`.
  public var line: String {
    var parts = owners.compactMap { owner -> String? in
      guard let target = owner.target else { return nil }
      let count = owner.amount.operators
      return "\(target) \(count) of \(total.operators) operators"
        + " (\(shareText(count, of: total.operators))), \(products(of: owner))"
        + "\(owner.regions == 1 ? "1 region" : "\(owner.regions) regions")"
    }
    var causes: [(code: String, count: Int)] = []
    for left in rest {
      if let place = causes.firstIndex(where: { $0.code == left.cause.code }) {
        causes[place].count += left.amount.operators
      } else {
        causes.append((left.cause.code, left.amount.operators))
      }
    }
    let list = causes.map { "\($0.code) \($0.count)" }.joined(separator: ", ")
    parts.append("host \(host.operators)" + (list.isEmpty ? "" : ": \(list)"))
    return parts.joined(separator: "; ")
  }

  private func products(of owner: Owner) -> String {
    let all = total.multiplyAccumulates
    guard all > 0 else { return "" }
    let share = shareText(owner.amount.multiplyAccumulates, of: all)
    let other = hasOtherProducts ? " (\(modelShare(of: owner.target)))" : ""
    return "\(share) of \(countText(all)) multiply-accumulates\(other), "
  }

  /// As `97% of the 140 M that the model has`.
  public func modelShare(of target: String?) -> String {
    "\(shareText(offloadedProducts(to: target), of: modelProducts.total)) of the "
      + "\(countText(modelProducts.total)) that the model has"
  }

}
