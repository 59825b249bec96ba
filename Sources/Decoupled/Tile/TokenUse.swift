public import Support

/// A token that a statement takes from a queue before it runs or puts into one after it.
public struct TokenUse: Sendable, Hashable {

  public var queue: QueueName

  /// The executions that do so.
  public var instances: InstanceSet

  public init(_ queue: QueueName, _ instances: InstanceSet = .all) {
    self.queue = queue
    self.instances = instances
  }

}

extension TokenUse: CustomStringConvertible {
  public var description: String {
    instances.runs == nil ? queue.text : "\(queue)(\(instances))"
  }
}
