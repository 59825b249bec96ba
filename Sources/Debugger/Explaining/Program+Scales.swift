import GraphIR
import Passes
import Simulation
import Support

extension Program {

  /// Why the tensors that `roots` were made of have their scales, where these were searched.
  func scales(of roots: Set<ID<Node>>) -> [WhyReason] {
    guard let quantization else { return [] }
    var before = roots
    var rest = Array(roots)
    while let id = rest.popLast() {
      let origin = module[id].origin
      guard origin.pass == Quantize.info.name else { continue }
      for parent in origin.parents where before.insert(parent).inserted { rest.append(parent) }
    }
    return quantization.choices.filter { before.contains($0.node) }.compactMap { choice in
      choice.sentence.map { WhyReason(.tensorScale, "quantize: \($0)") }
    }
  }

}
