import Passes

extension DescriptionReader {

  /// What the section `cost` says of the host and of what crosses over, for estimates.
  mutating func hostRates(_ entries: Entries) -> HostRates {
    var rates = HostRates()
    let keys = ["host-macs", "host-bytes", "border-bytes", "launch"]
    guard let node = entries["cost"], let own = sheet.entries(node, of: "`cost`", keys) else {
      return rates
    }
    let rate = 1 ... 1 << 50
    rates.products = sheet.optionalInteger("host-macs", in: own, rate) ?? rates.products
    rates.bytes = sheet.optionalInteger("host-bytes", in: own, rate) ?? rates.bytes
    rates.border = sheet.optionalInteger("border-bytes", in: own, rate) ?? rates.border
    rates.launch = sheet.optionalInteger("launch", in: own, 0 ... 1 << 40) ?? rates.launch
    return rates
  }

}
