#pragma once

namespace graft {

/// Threads that wait for each other give up the processor soon, instead of holding it for
/// milliseconds that another program, or the thread they wait for, could use. OpenMP reads how long
/// when it is loaded, so the program is started once more, with the same arguments `argv`, and this
/// does not return. Returns where there is nothing to do: the command computes little, the user set
/// GOMP_SPINCOUNT or OMP_WAIT_POLICY or bound threads to cores, or a program cannot be started
/// here.
void limit_thread_waiting(char** argv);

}  // namespace graft
