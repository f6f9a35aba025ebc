import Dispatch
import Glibc
import Synchronization

/// The supervisors of this process, so that an ordinary exit waits until all have cleaned up.
final class SupervisorRegistry: Sendable {
  static let shared = SupervisorRegistry()

  /// The control socket of each shell, or nil where it is closed and the shell is about to end.
  private let running = Mutex<[pid_t: Int32?]>([:])

  private init() {
    atexit { SupervisorRegistry.shared.endAll() }
  }

  func add(control: Int32, shell: pid_t) {
    running.withLock { $0[shell] = control }
  }

  /// Does not wait for the server to stop.
  func end(shell: pid_t) {
    closeControl(of: shell)
    DispatchQueue(label: "supervisor.end").async {
      waitpid(shell, nil, 0)
      _ = self.running.withLock { $0.removeValue(forKey: shell) }
    }
  }

  private func endAll() {
    let shells = running.withLock { Array($0.keys) }
    shells.forEach(closeControl)
    for shell in shells { waitpid(shell, nil, 0) }
  }

  private func closeControl(of shell: pid_t) {
    let control = running.withLock { running in
      let control = running[shell] ?? nil
      running[shell] = .some(nil)
      return control
    }
    if let control { close(control) }
  }
}
