import Diagnostics
import Effects
import Passes
import Tensors

extension Abilities {

  /// Why no instructions do an operation; nil where some do, whatever registers hold before.
  /// - Cost: that of selecting instructions once.
  func refusal(of kind: Operation.Kind) -> Refusal? {
    do throws(Diagnostic) {
      var selector = Selector(self)
      _ = try selector.calls(for: Operation(kind, origin: .synthetic(by: "capabilities")))
      return nil
    } catch { return Refusal(error.message, at: error.cause) }
  }

  func can(_ kind: Operation.Kind) -> Bool {
    var selector = Selector(self)
    return selector.does(Operation(kind, origin: .synthetic(by: "capabilities")))
  }

  /// What a kernel can not do without: data, weights and sums that come and go,
  /// and something that sums begin with.
  /// - Returns: what has been worked out for that.
  func check() throws(Diagnostic) -> Planner.Memory {
    let form = machine.form
    let (data, sums) = (Rows(data, 0), Rows(sums, 0))
    let block = Rows(weights, 0, count: blockPlaces)
    let dataType = form[self.data].type.element
    var needed: [Operation.Kind] = [
      .load(data, hostRow(dataType, lanes: depth), adds: false),
      .loadWeights(block, address: 0),
      .multiply(sums: sums, data: data, weights: block, begins: false),
    ]
    let begins: [Operation.Kind] = [
      .multiply(sums: sums, data: data, weights: block, begins: true),
      .spread(sums, address: 0),
    ]
    let stores: [Operation.Kind] = [
      .store(sums, hostRow(dataType, lanes: lanes), steps: [.narrow(NumberType(dataType))]),
      .store(
        sums, hostRow(dataType, lanes: lanes),
        steps: [.narrow(NumberType(dataType, saturates: true))]),
      .store(sums, hostRow(form[self.sums].type.element, lanes: lanes), steps: []),
    ]
    needed += [begins, stores].map { kinds in kinds.first(where: can) ?? kinds[0] }
    var selector = Selector(self)
    for kind in needed {
      _ = try selector.calls(for: Operation(kind, origin: .synthetic(by: "capabilities")))
    }
    return selector.memory
  }

  private func hostRow(_ element: ElementType, lanes: Int) -> HostRows {
    HostRows(address: 0, stride: lanes * element.byteSize, lanes: lanes, element: element)
  }

}
