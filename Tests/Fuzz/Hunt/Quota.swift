/// What there is to do in one area, and what was done.
struct Quota {

  let area: any Area.Type

  /// - Units: seconds
  let time: Double

  /// How many inputs there are at most.
  let most: Int

  /// Numbers that were handed out and not tried.
  private var left: [Range<Int>] = []
  private var next: Int

  var used = 0.0
  private(set) var accepted = 0
  private(set) var refused = 0
  private(set) var slowest: (number: Int, microseconds: Int)?

  init(_ area: any Area.Type, time: Double, from first: Int, most: Int) {
    self.area = area
    self.time = time
    self.most = first + most
    next = first
  }

  var tried: Int { accepted + refused }

  var isOver: Bool { used >= time || left.isEmpty && next >= most }

  /// Some numbers that nobody tries.
  mutating func take(_ count: Int) -> Range<Int>? {
    if let range = left.popLast() { return range }
    let end = min(most, next + count)
    defer { next = end }
    return next < end ? next ..< end : nil
  }

  mutating func giveBack(_ range: Range<Int>) { if !range.isEmpty { left.append(range) } }

  mutating func note(_ result: Trial.Result) {
    if result.accepted { accepted += 1 } else { refused += 1 }
    if result.microseconds > slowest?.microseconds ?? -1 {
      slowest = (result.number, result.microseconds)
    }
  }

  /// A line of the summary.
  var line: String {
    let slow = slowest.map { "\($0.microseconds / 1000) ms (input \($0.number))" } ?? "none"
    let name = area.name.padding(to: 10)
    return "\(name) \(tried) inputs, \(accepted) accepted, \(refused) refused; slowest \(slow)"
  }

}

extension String {

  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

}
