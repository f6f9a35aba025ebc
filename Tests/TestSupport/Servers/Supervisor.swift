import Dispatch
import Glibc
import Synchronization

/// A shell that starts and stops one throwaway server, and outlives this process just long enough to clean up.
///
/// It takes commands from a socket, a line each. When the socket closes, because this process let go of it, ended or
/// crashed, the shell stops the server and removes its directory.
final class Supervisor: Sendable {
  let directory: String
  private let control: Int32
  private let shell: pid_t
  private let queue = DispatchQueue(label: "supervisor")

  /// - Parameters:
  ///   - script: defines the shell functions `start`, which calls `serve` or prints why it can't, and `server_pid`; sets
  ///     `stop_signal` to what ends the server at once.
  ///   - arguments: `$2` and on in the script; `$1` is the directory.
  init(name: String, script: String, arguments: [String]) throws {
    // Not TMPDIR: it may be closed to the user postgres, and too long for a socket's path.
    var template = Array("\(Self.place)/triggertop-\(name).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ServerFailure(description: "No directory under \(Self.place): \(errno)")
    }
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw ServerFailure(description: "No socket pair: \(errno)")
    }
    control = ends[0]
    shell = try Self.spawn(["sh", "-c", script + Self.loop, "sh", directory] + arguments, input: ends[1])
    Glibc.close(ends[1])
    SupervisorRegistry.shared.add(control: control, shell: shell)
  }

  /// Memory where it has room: tests make and remove tens of thousands of tables, each a few files.
  private static let place: String = {
    var memory = statvfs()
    guard statvfs("/dev/shm", &memory) == 0, memory.f_bavail * memory.f_frsize > 4 << 30 else { return "/tmp" }
    return "/dev/shm"
  }()

  deinit {
    SupervisorRegistry.shared.end(shell: shell)
  }

  /// Returns when the shell has carried the command out: start, stop, kill, suspend, resume.
  func perform(_ command: String) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      queue.async { done.resume(with: Result { try self.exchange(command) }) }
    }
  }

  private func exchange(_ command: String) throws {
    let line = Array("\(command)\n".utf8)
    guard send(control, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
      throw ServerFailure(description: "The supervisor of \(directory) is gone.")
    }
    var reply: [UInt8] = []
    var byte: UInt8 = 0
    while recv(control, &byte, 1, 0) == 1, byte != UInt8(ascii: "\n") { reply.append(byte) }
    let answer = String(decoding: reply, as: UTF8.self)
    guard answer == "ok" else {
      throw ServerFailure(description: "\(command) in \(directory): \(answer.isEmpty ? "no answer" : answer)")
    }
  }

  /// In a process group of its own, so that the terminal's Ctrl-C does not stop the server before the tests end.
  static func spawn(_ arguments: [String], input: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, input, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let words = arguments.map { strdup($0) }
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, words + [nil], environ)
    guard code == 0 else { throw ServerFailure(description: "/bin/sh cannot be started: \(code)") }
    return process
  }

  private static let loop = """

    # When the tests crash, a reply meets a closed socket, and the kernel hangs up on a group with a suspended server.
    trap '' PIPE HUP
    # serve TEXT COMMAND…: runs a server, and returns when it has said the text, or prints its last words where it ended.
    serve() {
      text=$1; shift
      rm -f "$dir/answer"; mkfifo "$dir/answer"
      "$@" </dev/null 2>&1 | {
        while IFS= read -r line; do
          printf '%s\\n' "$line" >>"$dir/log"
          case $line in *"$text"*) echo ready >"$dir/answer"; exec cat >>"$dir/log" ;; esac
        done
        echo ended >"$dir/answer"
      } >/dev/null &
      read -r answer <"$dir/answer"
      [ "$answer" = ready ] || { tail -n 3 "$dir/log"; return 1; }
    }
    pids() { p=$(server_pid) && echo "$p" $(cat "/proc/$p/task/$p/children"); }
    # Its output ends with the last of its processes.
    end() {
      all=$(pids) && { kill -"$1" $all; kill -CONT $all; }
      wait
    }
    while read -r command; do
      case $command in
        start) start >"$1/reason" ;;
        stop) end $stop_signal ;;
        kill) end KILL ;;
        suspend) kill -STOP $(pids) ;;
        resume) kill -CONT $(pids) ;;
      esac && echo ok || echo failed: $(cat "$1/reason")
    done
    end $stop_signal
    rm -rf "$1"
    """
}
