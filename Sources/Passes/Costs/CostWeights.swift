/// What the user wants estimates to count with instead of what descriptions say; nil for what those
/// say.
public struct CostWeights: Sendable, Hashable {

  public var products: Int?
  public var bytes: Int?
  public var border: Int?
  public var launch: Int?

  public init() {}

  /// `rates` with what is given here.
  func applied(to rates: HostRates) -> HostRates {
    var rates = rates
    rates.products = products ?? rates.products
    rates.bytes = bytes ?? rates.bytes
    rates.border = border ?? rates.border
    rates.launch = launch ?? rates.launch
    return rates
  }

}
