import Glibc
import TriggerCore

/// How many files and sockets this process may still open.
enum Descriptors {
  /// Asked before something is begun that can't be ended well without.
  ///
  /// - Throws: `MachineShortage` where fewer than `count` are left.
  static func require(_ count: Int) throws(MachineShortage) {
    var limits = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    // The lowest that is free: at least so many are open.
    let lowest = open("/dev/null", O_RDONLY | O_CLOEXEC)
    if lowest >= 0 { close(lowest) }
    guard lowest >= 0, rlim_t(Int(lowest) + count) <= limits.rlim_cur else {
      throw MachineShortage(
        "This process may open \(limits.rlim_cur) files, and nearly all are open: raise the limit (ulimit -n, LimitNOFILE=), or run fewer at once."
      )
    }
  }
}
