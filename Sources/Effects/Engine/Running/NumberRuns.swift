/// The runs of numbers at equal distances that a box is made of, one after the other.
@safe struct NumberRuns {

  /// Where the run begins for each operand, and how far its numbers are apart.
  private(set) var start = (0, 0, 0)
  private(set) var step = (0, 0, 0)

  /// How many numbers it has, and how many are before it.
  private(set) var count = 1
  private(set) var done = 0

  private var axes: Int
  private var hasBegun = false
  private var isEmpty = false
  private let extents: UnsafeMutablePointer<Int>
  private let counters: UnsafeMutablePointer<Int>
  private let strides:
    (UnsafeMutablePointer<Int>, UnsafeMutablePointer<Int>, UnsafeMutablePointer<Int>)

  /// - Parameter counters: room for as many numbers as there are axes.
  @inline(never)
  init(
    _ extents: UnsafeMutablePointer<Int>, _ counters: UnsafeMutablePointer<Int>,
    _ s0: UnsafeMutablePointer<Int>, _ s1: UnsafeMutablePointer<Int>,
    _ s2: UnsafeMutablePointer<Int>, _ rank: Int
  ) {
    unsafe self.extents = extents
    unsafe self.counters = counters
    unsafe strides = (s0, s1, s2)
    axes = rank
    while axes > 0 {
      let axis = axes - 1
      let extent = unsafe extents[axis]
      if extent == 0 {
        isEmpty = true
        return
      }
      if extent != 1 {
        let here = unsafe (s0[axis], s1[axis], s2[axis])
        if count == 1 {
          step = here
        } else if here.0 != step.0 &* count || here.1 != step.1 &* count
          || here.2 != step.2 &* count
        {
          break
        }
        count *= extent
      }
      axes = axis
    }
    for axis in 0 ..< axes {
      if unsafe extents[axis] == 0 { isEmpty = true }
      unsafe counters[axis] = 0
    }
  }

  /// Goes to the next run.
  /// - Returns: whether there is one.
  @inline(__always)
  mutating func next() -> Bool {
    guard hasBegun else {
      hasBegun = true
      return !isEmpty
    }
    return axes > 0 && goOn()
  }

  @inline(never)
  private mutating func goOn() -> Bool {
    done &+= count
    var axis = axes - 1
    while axis >= 0 {
      let counter = unsafe counters[axis] + 1
      let extent = unsafe extents[axis]
      let here = unsafe (strides.0[axis], strides.1[axis], strides.2[axis])
      start = (start.0 &+ here.0, start.1 &+ here.1, start.2 &+ here.2)
      unsafe counters[axis] = counter
      if counter < extent { return true }
      unsafe counters[axis] = 0
      start.0 &-= here.0 &* extent
      start.1 &-= here.1 &* extent
      start.2 &-= here.2 &* extent
      axis -= 1
    }
    return false
  }

}
