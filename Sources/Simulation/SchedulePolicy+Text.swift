/// `fifo`, `random 7` and `worst-first`; an order to replay is not a line but a file of numbers.
extension SchedulePolicy: LosslessStringConvertible {

  public init?(_ description: String) {
    let words = description.split(separator: " ")
    switch (words.first, words.count) {
    case ("fifo", 1): self = .fifo
    case ("worst-first", 1): self = .worstFirst
    case ("random", 2):
      guard let seed = UInt64(words[1]) else { return nil }
      self = .random(seed: seed)
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .fifo: "fifo"
    case .random(let seed): "random \(seed)"
    case .worstFirst: "worst-first"
    case .replay(let order):
      order.count == 1 ? "replay of 1 instruction" : "replay of \(order.count) instructions"
    }
  }

}
