import Glibc

/// A system call that failed for a reason the caller cannot mend, such as no file descriptors being left.
public struct SystemCallError: Error, Equatable, CustomStringConvertible {
  public let call: String
  public let code: Int32

  /// - Parameter code: defaults to the calling thread's `errno`.
  public init(_ call: String, code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  public var description: String {
    "\(call) failed: \(String(cString: strerror(code)))"
  }
}
