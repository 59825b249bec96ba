extension Decision {

  /// What programs know a reason by; the manual has a table of them.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case composite
    case alone = "operator"
    case integers
    case mismatch
    case condition
    case priority
    case overlap
    case escape
    case noPattern = "no-pattern"
    case noOperator = "no-operator"
    case alias
    case computedTwice = "computed-twice"
    case incapable
    case selfDependence = "self-dependence"
    case notLowered = "not-lowered"
    case tooSmall = "too-small"
    case costly
    case tooLarge = "too-large"
    case pinned
    case excluded
    case inFloats = "in-floats"
    case noRule = "no-rule"
    case skipped
    case noIntegers = "no-integers"
    case scales
    case undecided
  }

}

extension Decision.Code {
  /// What it means, for the table.
  public var meaning: String {
    switch self {
    case .composite: "the node is a part of a composite, or all of it"
    case .alone: "the target takes the operator by itself"
    case .integers: "the node computes on integers"
    case .mismatch: "a pattern fits in part; at a place it needs something else"
    case .condition: "a pattern fits, and a condition of it does not hold"
    case .priority: "a pattern that comes before has a part of the group"
    case .overlap: "a node inside belongs to another group of the pattern"
    case .escape: "a value inside is read outside"
    case .noPattern: "no pattern of the target has the operator"
    case .noOperator: "the target does not take the operator by itself"
    case .alias: "it is another name for a value that is on the host"
    case .computedTwice: "a composite computes a copy of it, because others need its value too"
    case .selfDependence: "two regions stay apart, because one would depend on itself"
    case .incapable: "a pattern fits, and no instructions compute what it takes"
    case .notLowered: "a pass of the target left the region in the graph"
    case .tooSmall: "the region has less operators than a region is made for"
    case .costly: "the region would cost more than its operators do on the host"
    case .tooLarge: "a rule that would help makes more of the weights than it may"
    case .pinned: "the user said where the node goes"
    case .excluded: "the user said where the node does not go"
    case .inFloats: "the operator is computed in floats, because of the order of the targets"
    case .noRule: "no rule computes the operator on integers"
    case .skipped: "the user left the operator in floats"
    case .noIntegers: "the rule that computes the operator on integers does not apply"
    case .scales: "the same, because a change of scale is no shift"
    case .undecided: "no pass has decided about the node"
    }
  }
}

extension Decision.Reason {
  public var code: Decision.Code {
    switch self {
    case .composite: .composite
    case .alone: .alone
    case .integers: .integers
    case .mismatch: .mismatch
    case .condition: .condition
    case .priority: .priority
    case .overlap: .overlap
    case .escape: .escape
    case .noPattern: .noPattern
    case .noOperator: .noOperator
    case .alias: .alias
    case .computedTwice: .computedTwice
    case .selfDependence: .selfDependence
    case .incapable: .incapable
    case .notLowered: .notLowered
    case .tooSmall: .tooSmall
    case .costly: .costly
    case .tooLarge: .tooLarge
    case .pinned: .pinned
    case .excluded: .excluded
    case .inFloats: .inFloats
    case .noRule: .noRule
    case .skipped: .skipped
    case .noIntegers: .noIntegers
    case .scales: .scales
    case .undecided: .undecided
    }
  }
}
