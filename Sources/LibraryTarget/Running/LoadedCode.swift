import CLibraries
import Synchronization
import Tensors

/// Code that was loaded into this program, with the addresses of its functions.
///
/// One call runs at a time: functions keep what they work out between calls.
final class LoadedCode: Sendable {

  private let library: UInt
  private let functions: [UInt]
  private let turn = Mutex<Void>(())

  /// - Before: `library` is what `cl_open` gave, and `functions` are addresses in it.
  init(library: UInt, functions: [UInt]) {
    self.library = library
    self.functions = functions
  }

  deinit { unsafe cl_close(UnsafeMutableRawPointer(bitPattern: library)) }

  /// Calls a function with pointers to all tensors of the region, of which it writes `result`.
  /// - Returns: 0 if all is well.
  func call(_ index: Int, _ tensors: [Tensor?], result: Int, into output: inout Tensor) -> Int {
    let function = functions[index]
    return turn.withLock { _ in
      output.withMutableBytes { bytes in
        unsafe bytes.withUnsafeMutableBytes { own in
          var pointers = unsafe [UnsafeMutableRawPointer?](repeating: nil, count: tensors.count)
          unsafe pointers[result] = own.baseAddress
          return unsafe Self.call(function, tensors[...], &pointers)
        }
      }
    }
  }

  /// Finds the addresses of the rest of the tensors, each held until the call is over.
  private static func call(
    _ function: UInt, _ rest: ArraySlice<Tensor?>,
    _ pointers: inout [UnsafeMutableRawPointer?]
  ) -> Int {
    guard let index = rest.firstIndex(where: { $0 != nil }), let tensor = rest[index] else {
      return unsafe pointers.withUnsafeBufferPointer { list in
        Int(unsafe cl_call(UnsafeMutableRawPointer(bitPattern: function), list.baseAddress))
      }
    }
    return tensor.withAlignedBytes { bytes in
      unsafe bytes.withUnsafeBytes { own in
        unsafe pointers[index] = UnsafeMutableRawPointer(mutating: own.baseAddress)
        return unsafe call(function, rest[(index + 1)...], &pointers)
      }
    }
  }

}
