from tests.voters import make


def test_a_list_is_filtered_by_the_council_that_keeps_it(city, sign_in):
    own, ward = make.opinion(city), make.opinion(city, "ward")
    client = sign_in("staff")
    for body, record in ((city.council, own), (city.ward, ward)):
        page = client.get(f"/kien-nghi/?don_vi={body.pk}")
        assert [row.record.pk for row in page.context["table"].rows] == [record.pk]


def test_a_council_out_of_view_cannot_be_filtered_by(city, sign_in):
    assert sign_in("staff").get(f"/kien-nghi/?don_vi={city.neighbour.pk}").status_code == 400
