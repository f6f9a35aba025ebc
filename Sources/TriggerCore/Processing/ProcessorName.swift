import Glibc

/// Where this process runs, as attempts and registrations name it.
package enum ProcessorName {
  /// The machine's name, without asking any server for it.
  package static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  package static var pid: Int32 { getpid() }
  /// `host:pid`.
  static var text: String { "\(host):\(pid)" }
}
