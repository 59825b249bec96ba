/// A function of a driver.
public enum DriverFunction: String, Sendable, Hashable, CaseIterable {
  case open, write, run, read, close
}
