/// A queue of dependency tokens as a reader sees it.
public struct TokenQueueView: Sendable, Hashable {

  public var name: String

  /// The units that push into it and pop from it.
  public var producer: String
  public var consumer: String

  public var count: Int

  /// How many fit; nil for any number.
  public var capacity: Int?

  /// Instructions: the last that pushed and popped, and the next in the stream that will.
  public var lastPush: Int?
  public var lastPop: Int?
  public var nextPush: Int?
  public var nextPop: Int?

  public init(
    name: String, from producer: String, to consumer: String, count: Int, capacity: Int?
  ) {
    self.name = name
    self.producer = producer
    self.consumer = consumer
    self.count = count
    self.capacity = capacity
  }

}
