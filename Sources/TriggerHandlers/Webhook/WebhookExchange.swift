import Foundation
import FoundationNetworking
import Synchronization
import TriggerCore

/// One request and its answer, of which no more than the beginning is held in memory, over a connection of its own.
///
/// A connection kept for the next one may just be closed by its receiver, or take a body and, as swift-corelibs-foundation
/// has it, never send it: either is a failed try of a trigger that never left.
final class WebhookExchange: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var answer: CheckedContinuation<WebhookAnswer, any Error>?
    var body: [UInt8] = []
    var response: HTTPURLResponse?
  }

  /// Descriptors of an exchange, with room for what others open meanwhile.
  private static let descriptors = 16

  private let timeLimit: Duration
  private let failure: WebhookFailure
  private let state = Mutex(State())

  init(to address: URL, timeLimit: Duration) {
    self.timeLimit = timeLimit
    failure = WebhookFailure(address: address, timeLimit: timeLimit)
  }

  /// - Throws: `AttemptError` where no answer came; `MachineShortage` where nothing could be sent.
  func send(_ request: URLRequest) async throws -> WebhookAnswer {
    try Descriptors.require(Self.descriptors)
    let configuration = URLSessionConfiguration.ephemeral
    // Its own limits come in whole seconds, and not all of them are kept: the one below is what counts.
    configuration.timeoutIntervalForRequest = timeLimit.inSeconds + 60
    configuration.httpShouldSetCookies = false
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    let task = session.dataTask(with: request)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        state.withLock { $0.answer = continuation }
        task.resume()
        // Holds neither the task nor its sockets until then.
        DispatchQueue.global().asyncAfter(deadline: .now() + timeLimit.inSeconds) { [weak self, weak task] in
          self?.complete(with: URLError(.timedOut))
          task?.cancel()
        }
      }
    } onCancel: {
      task.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    state.withLock { $0.response = response as? HTTPURLResponse }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isFull = state.withLock { state in
      state.body.append(contentsOf: data.prefix(WebhookHandler.longestBody - state.body.count))
      return state.body.count >= WebhookHandler.longestBody
    }
    if isFull { complete(with: nil); dataTask.cancel() }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    complete(with: error)
  }

  /// Answers once; what comes later is dropped.
  private func complete(with error: (any Error)?) {
    let (continuation, response, body) = state.withLock { state in
      defer { state.answer = nil }
      return (state.answer, state.response, state.body)
    }
    guard let continuation else { return }
    if let response, error == nil {
      continuation.resume(
        returning: WebhookAnswer(
          status: response.statusCode, retryAfter: response.value(forHTTPHeaderField: "Retry-After"),
          body: String(decoding: body, as: UTF8.self)))
    } else {
      continuation.resume(throwing: reason(for: error))
    }
  }

  private func reason(for error: (any Error)?) -> any Error {
    guard let error = error as? URLError else { return failure.error(.unknown, "") }
    if error.code == .cancelled { return CancellationError() }
    let words = (error as NSError).userInfo[NSLocalizedDescriptionKey] as? String
    return failure.error(error.code, words ?? "")
  }
}
