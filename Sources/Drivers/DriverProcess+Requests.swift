import CDriver

extension DriverProcess {

  /// Loads the library; returns its flags.
  /// - Errors: it is no driver.
  func load() throws(DriverFailure) -> UInt64 {
    let answer = try ask(cd_request(CD_LOAD), in: nil)
    guard answer.status == UInt32(CD_DONE) else {
      throw DriverFailure.loading(path, answer, text, printed: printed)
    }
    return answer.number
  }

  /// Lets a function of the driver do something.
  /// - Errors: it does not.
  func perform(
    _ request: cd_request, _ bytes: ArraySlice<UInt8>, _ function: DriverFunction
  ) throws(DriverFailure) {
    let answer = try ask(request, with: bytes, in: function)
    guard answer.status == UInt32(CD_DONE) else {
      throw DriverFailure(.refused(function, text), printed: printed)
    }
  }

}

extension cd_request {
  init(_ operation: Int, memory: UInt32 = 0, address: Int = 0, count: Int = 0) {
    self.init(
      operation: UInt32(operation), memory: memory, address: UInt64(address), count: UInt64(count))
  }
}
