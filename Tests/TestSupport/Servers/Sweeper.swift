import Foundation
import Synchronization

/// Ends what tests started and did not end, once this process is gone, however it went: terminals, programs in them,
/// Python, and whatever those started. Removes the tests' directories too.
///
/// A shell that reads from a socket of ours, to its end, does it. It knows processes by a variable of their environment,
/// which all that is started by this module has and hands on. Servers have a `Supervisor`, and not the variable.
public final class Sweeper: Sendable {
  /// The one of this process, which lasts as long.
  public static let shared = Result { try Sweeper() }

  /// For the environment of what is started.
  public let environment: [String: String]
  /// How the names of directories, and of the sockets of terminals, begin that are removed.
  public let directoryPrefix: String

  private let control: Int32
  private let shell: pid_t

  public init() throws {
    let mark = String(UInt64.random(in: .min ... .max), radix: 36)
    environment = ["STARTED_BY_TESTS": mark]
    directoryPrefix = "triggertop-\(mark)-"
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw ServerFailure(description: "No socket pair: \(errno)")
    }
    defer { close(ends[1]) }
    control = ends[0]
    let words = ["sh", "-c", Self.script, "sh", mark, NSTemporaryDirectory()]
    shell = try Supervisor.spawn(words, input: ends[1])
  }

  /// Begins to sweep, and does not wait for the end.
  deinit {
    close(control)
    DispatchQueue.global().async { [shell] in waitpid(shell, nil, 0) }
  }

  /// Those who are killed may have started others meanwhile.
  private static let script = """
    trap '' HUP INT QUIT TERM PIPE
    read -r end
    rounds=0
    # By its output: processes end while grep reads, and then its status is that of an error.
    while [ $rounds -lt 100 ] && left=$(grep -lsaF "STARTED_BY_TESTS=$1" /proc/[0-9]*/environ || :) && [ "$left" ]; do
      for file in $left; do file=${file#/proc/}; kill -KILL "${file%/environ}"; done
      rounds=$((rounds + 1))
      sleep 0.1
    done
    rm -rf "$2/triggertop-$1-"* "${TMUX_TMPDIR:-/tmp}/tmux-$(id -u)/triggertop-$1-"*
    """
}
