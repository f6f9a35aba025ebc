import Foundation
import Synchronization

/// All that came from a descriptor so far, to be waited for.
public final class ByteLog: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var isOver = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  public struct Missing: Error, CustomStringConvertible {
    public let expected: String
    public let text: String
    public var description: String {
      "Waited in vain for \(expected.debugDescription); there came:\n\(text.debugDescription)"
    }
  }

  private let state = Mutex(State())

  public var text: String { String(decoding: state.withLock { $0.bytes }, as: UTF8.self) }

  /// Returns what came once that contains the text.
  /// - Parameter occurrence: how often.
  /// - Throws: `Missing` at the end of what can come.
  @discardableResult
  public func wait(for expected: String, occurrence: Int = 1) async throws -> String {
    while true {
      let isOver = state.withLock { $0.isOver }
      let text = text
      if text.ranges(of: expected).count >= occurrence { return text }
      guard !isOver else { throw Missing(expected: expected, text: text) }
      await change(since: text.utf8.count)
    }
  }

  private func change(since count: Int) async {
    await withCheckedContinuation { continuation in
      let isChanged = state.withLock { state in
        // Decoding repairs what is cut off, so a length is only ever known to be another, not longer.
        let isChanged = state.isOver || String(decoding: state.bytes, as: UTF8.self).utf8.count != count
        if !isChanged { state.waiting.append(continuation) }
        return isChanged
      }
      if isChanged { continuation.resume() }
    }
  }

  /// On a thread of its own, until the descriptor ends; closes it then. After `mark` nothing is expected to come.
  func read(from descriptor: Int32, endingAt mark: [UInt8] = []) {
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        let waiting = state.withLock { state in
          state.bytes += buffer.prefix(max(0, count))
          state.isOver = count <= 0 || !mark.isEmpty && state.bytes.suffix(mark.count) == mark[...]
          defer { state.waiting = [] }
          return state.waiting
        }
        for continuation in waiting { continuation.resume() }
        if count <= 0 {
          close(descriptor)
          return
        }
      }
    }
  }
}
