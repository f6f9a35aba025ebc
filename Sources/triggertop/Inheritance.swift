import Glibc

/// What a process has from its parent, put right before anything is begun.
enum Inheritance {
  /// Of open files: what handlers at work may need. Not the most that is permitted, since commands inherit it, and some
  /// close every descriptor up to it.
  private static let mostFiles: rlim_t = 16_384

  static func correct() {
    // A reader that went away, and a server's closed socket, are errors to be told, not deaths.
    signal(SIGPIPE, SIG_IGN)
    // Ignored by a parent, it would keep the ends of our own children from us.
    signal(SIGCHLD, SIG_DFL)
    raiseFileLimit()
  }

  /// How many files this process may have open.
  static var fileLimit: Int {
    var limits = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    return Int(clamping: limits.rlim_cur)
  }

  private static func raiseFileLimit() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limits = rlimit()
    guard getrlimit(resource, &limits) == 0, limits.rlim_cur < mostFiles else { return }
    limits.rlim_cur = min(limits.rlim_max, mostFiles)
    setrlimit(resource, &limits)
  }
}
