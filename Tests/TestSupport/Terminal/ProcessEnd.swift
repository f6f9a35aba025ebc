import Foundation
import Synchronization

/// How a child process ends.
final class ProcessEnd: Sendable {
  private struct State {
    var status: Int32?
    var waiting: [CheckedContinuation<Int32, Never>] = []
  }

  private let process: pid_t
  private let state = Mutex(State())

  /// - Parameter then: called on a thread of its own once it has ended.
  init(of process: pid_t, then: @escaping @Sendable () -> Void) {
    self.process = process
    Thread.detachNewThread { [self] in
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      end(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
      then()
    }
  }

  private func end(_ status: Int32) {
    let waiting = state.withLock { state in
      defer { state = State(status: status) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: status) }
  }

  /// 128 and the signal's number where it died of one.
  func status() async -> Int32 {
    await withCheckedContinuation { continuation in
      let known = state.withLock { state in
        if state.status == nil { state.waiting.append(continuation) }
        return state.status
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// If it has not ended yet.
  func kill() {
    if state.withLock({ $0.status == nil }) { Glibc.kill(process, SIGKILL) }
  }
}
