/// A token that a statement takes from a queue before it runs or puts into one after it.
public struct TokenUse: Sendable, Hashable {

  public var queue: String

  /// The executions that do so.
  public var instances: InstanceSet

  public init(_ queue: String, _ instances: InstanceSet = .all) {
    self.queue = queue
    self.instances = instances
  }

}

extension TokenUse: CustomStringConvertible {
  public var description: String {
    instances.runs == nil ? queue : "\(queue)(\(instances))"
  }
}
