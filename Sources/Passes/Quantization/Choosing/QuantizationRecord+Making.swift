import GraphIR
import OrderedCollections
import Support

extension QuantizationRecord {

  /// What was done by `best`, which `search` found or what follows it made.
  /// - Parameters:
  ///   - start: what scales of least square error came to; nil where nothing was searched.
  ///   - trials: how many programs were run.
  init(
    of best: Quantizer.Trial, by search: ScaleSearch, since start: OutputDifference?,
    inputs: String, trials: Int
  ) {
    let quantizer = search.quantizer
    let isSearched = start != nil
    self.init(
      error: best.difference, start: start, inputs: inputs,
      method: isSearched ? nil : best.plan.method, trials: trials, choices: [],
      corrected: best.plan.corrections.keys.count { !best.plan.floats.contains($0) },
      floats: best.plan.floats.sorted { $0.index < $1.index },
      module: quantizer.program.module, types: quantizer.types)
    let calibration = quantizer.calibration
    for (id, scale) in best.translation.scaled {
      guard let exponent = PowerOfTwo.exponent(of: scale) else { continue }
      var choice = Choice(
        node: id, exponents: [exponent], zero: best.translation.zero(of: id))
      if isSearched {
        choice.candidates = Self.candidates(
          of: id, exponent, search.tried[id] ?? [:], calibration)
      }
      choices.append(choice)
    }
    equalized = search.equalized
    for (product, key) in best.translation.productWeights {
      guard let weights = quantizer.weights(key) else { continue }
      choices.append(
        Choice(
          node: key.constant, product: product, exponents: weights.exponents, method: key.method))
    }
  }

  /// The scales that `id` could have, with who would choose each.
  private static func candidates(
    of id: ID<Node>, _ chosen: Int, _ tried: [Int: OutputDifference], _ calibration: Calibration
  ) -> [Candidate] {
    var methods: [Int: [ScaleMethod]] = [chosen: []]
    for method in ScaleMethod.allCases {
      guard let exponent = calibration.exponent(of: id, by: method) else { continue }
      methods[exponent, default: []].append(method)
    }
    for exponent in tried.keys { methods[exponent, default: []] += [] }
    return methods.sorted { $0.key < $1.key }.map { exponent, methods in
      Candidate(exponent: exponent, methods: methods, error: tried[exponent])
    }
  }

}
