package io.sightline.trainer.training;

import io.sightline.core.UserError;
import io.sightline.trainer.data.CropSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * People as the numbers that losses know them by.
 *
 * @param ids in order: a person's number is their place
 * @param ofFace each face's person
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record TrainingPeople(List<String> ids, int[] ofFace) {

    static TrainingPeople of(CropSet set) {
        var distinct = new TreeSet<String>();
        for (int i = 0; i < set.size(); i++) {
            distinct.add(set.personId(i));
        }
        List<String> ids = List.copyOf(distinct);
        Map<String, Integer> numbers = new HashMap<>();
        for (String id : ids) {
            numbers.put(id, numbers.size());
        }
        int[] ofFace = new int[set.size()];
        for (int i = 0; i < ofFace.length; i++) {
            ofFace[i] = numbers.get(set.personId(i));
        }
        return new TrainingPeople(ids, ofFace);
    }

    /** @throws UserError unless two people have two faces each: below that nobody can be told apart */
    TrainingPeople requireEnough(String what) {
        if (ofFace.length == 0) {
            throw new UserError("The " + what + " set is empty: it has no face that can be used; expected two people"
                    + " with two faces each, and better hundreds");
        }
        if (ids.size() < 2) {
            throw new UserError("The " + what + " set has faces of one person only, " + ids.get(0)
                    + "; nobody can be told apart from them: expected two people at least");
        }
        int[] faces = new int[ids.size()];
        int withTwo = 0;
        for (int person : ofFace) {
            if (++faces[person] == 2) {
                withTwo++;
            }
        }
        if (withTwo < 2) {
            throw new UserError("The " + what + " set has too few pictures: of its " + ids.size() + " people "
                    + (withTwo == 0 ? "nobody has" : "only one has")
                    + " two usable faces; expected two people with two each, and better hundreds");
        }
        return this;
    }
}
