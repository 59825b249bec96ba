import Foundation

/// - Returns: how long it takes on this thread.
/// - Units: seconds of the processor.
public func seconds(_ work: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  try work()
  return now() - start
}

extension Array<Double> {

  public var median: Double { percentile(0.5) }

  /// The number below which the part `part` of them lies.
  public func percentile(_ part: Double) -> Double {
    let sorted = sorted()
    return isEmpty ? 0 : sorted[Swift.min(count - 1, Int(Double(count) * part))]
  }

}
