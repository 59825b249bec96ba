import Diagnostics
import Support

extension Measure {

  /// What part of the multiply-accumulates accelerators have.
  static let macs = Measure(
    "macs", "the share of the model's multiply-accumulates that accelerators have", .share,
    takesTarget: true, more: "`coverage`"
  ) { session, target throws(Diagnostic) in
    let partition = try session.partition()
    // What passes made of the model's products would flatter: most of it may be zeros.
    let isOther = partition.hasOtherProducts
    return Reading(
      share: isOther
        ? partition.offloadedProducts(to: target)
        : partition.offloaded(to: target).multiplyAccumulates,
      of: isOther ? partition.modelProducts.total : partition.total.multiplyAccumulates,
      "multiply-accumulates",
      offenders: partition.hostLines(by: \.multiplyAccumulates) {
        "\(countText($0)) multiply-accumulates"
      })
  }

}
