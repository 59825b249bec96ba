import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit

extension Program {

  /// The regions that were lowered, in the order in which the host comes to them; those that `main`
  /// does not reach come last.
  var loweredInOrder: [(name: String, region: any LoweredRegion)] {
    var names = OrderedSet<String>()
    if let main = module.main {
      for id in module.postorder(of: main) {
        guard case .apply = module[id].kind, let callee = module[id].operands.first,
          case .global(let name) = module[callee].kind
        else { continue }
        names.append(name)
      }
    }
    names.append(contentsOf: lowered.keys)
    return names.compactMap { name in lowered[name].map { (name, $0) } }
  }

  /// Those of them that have become instructions, which are numbered in this order.
  var streamRegions: [(name: String, region: any RunnableRegion)] {
    var next = InstructionNumber(0)
    return loweredInOrder.compactMap { name, region in
      guard var region = region as? any RunnableRegion else { return nil }
      region.workload.first = next
      next = region.workload.numbers.upperBound
      return (name, region)
    }
  }

  /// How many instructions all regions have.
  var instructionCount: Int {
    streamRegions.last?.region.workload.numbers.upperBound.value ?? 0
  }

  /// For each accelerator that runs none of its regions, how many regions it has: all of them run on
  /// the host.
  var idleTargets: OrderedDictionary<String, Int> {
    var idle: OrderedDictionary<String, Int> = [:]
    var busy: Set<String> = []
    for (name, function) in module.functions {
      guard let target = function.attributes.text("Compiler") else { continue }
      idle[target, default: 0] += 1
      if lowered[name] is any RunnableRegion { busy.insert(target) }
    }
    return idle.filter { !busy.contains($0.key) }
  }

}
