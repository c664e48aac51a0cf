package io.sightline.client;

class MemoryMarksTest extends MarksContract {
    @Override
    Marks open() {
        return Marks.inMemory();
    }
}
