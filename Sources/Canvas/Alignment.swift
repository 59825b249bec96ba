/// Where text stands in a space that is wider than it.
public enum Alignment: Sendable, Hashable { case leading, trailing, center }
