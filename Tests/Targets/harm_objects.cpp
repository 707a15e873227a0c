// Memory that C++ code asks for.
#include <new>
#include <string>
#include <vector>

extern "C" void *harm_new(size_t size) { return new char[size](); }
extern "C" void harm_delete(void *block) { delete[] static_cast<char *>(block); }
extern "C" int harm_containers(int count) {
    std::vector<std::string> words;
    for (int i = 0; i < count; i++) words.push_back(std::string(100 + i % 50, 'x'));
    try {
        throw std::bad_alloc();
    } catch (const std::bad_alloc &) {
        return static_cast<int>(words.size());
    }
}
